"""What in a codebook will confuse coders, and what to do about it."""

from __future__ import annotations

LINT: dict[str, tuple[str, str, str]] = {
    "lint_no_definition": (
        "no definition: {names}.",
        "sans définition : {names}.",
        "بلا تعريف: {names}.",
    ),
    "lint_no_definition_hint": (
        "One sentence that says what counts helps coders and the program alike.",
        "Une phrase qui dit ce qui compte aide les codeurs comme le programme.",
        "جملة تقول ما يدخل فيه تعين المرمِّزين والبرنامج معًا.",
    ),
    "lint_no_parent": (
        "no parent in “{target}”: {names}.",
        "n’appartient à rien dans “{target}” : {names}.",
        "لا ينتمي إلى شيء في “{target}”: {names}.",
    ),
    "lint_no_parent_hint": (
        "Without one, nothing follows from these labels.",
        "Ainsi rien ne découle de ces codes.",
        "لذلك لا ينتج شيء عن هذه الرموز.",
    ),
    "lint_few_examples": (
        "fewer than {enough} examples: {names}.",
        "moins de {enough} exemples : {names}.",
        "الأمثلة أقل من {enough}: {names}.",
    ),
    "lint_few_examples_hint": (
        "Short sentences in your own words are the cheapest way to better suggestions: “classifier "
        "codebook examples-prompt” writes a text that asks for them, and “train --full-report” "
        "measures what they bring.",
        "De courtes phrases à vous sont le moyen le moins cher d’améliorer les suggestions : "
        "« classifier codebook examples-prompt » écrit un texte qui les demande, et « train "
        "--full-report » mesure ce qu’elles apportent.",
        "الجمل القصيرة بكلماتك أرخص طريق إلى اقتراحات أفضل: «classifier codebook examples-prompt» "
        "يكتب نصًّا يطلبها، و«train --full-report» يقيس أثرها.",
    ),
    "lint_prefix": (
        "“{short}” ({low}) begins “{long}” ({high}).",
        "“{short}” ({low}) est le début de “{long}” ({high}).",
        "“{short}” ({low}) هو بداية “{long}” ({high}).",
    ),
    "lint_prefix_hint": (
        "A cell that was cut off, or split at commas elsewhere, reads as the other one.",
        "Une cellule coupée, ou divisée ailleurs aux virgules, se lit comme l’autre code.",
        "الخلية المبتورة، أو المقسومة عند الفواصل في برنامج آخر، تُقرأ كأنها الرمز الآخر.",
    ),
    "lint_nearly_one_name": (
        "“{other_name}” ({other}) and “{name}” ({label}) are nearly one name.",
        "“{other_name}” ({other}) et “{name}” ({label}) sont presque un même nom.",
        "“{other_name}” ({other}) و“{name}” ({label}) يكادان يكونان اسمًا واحدًا.",
    ),
    "lint_nearly_one_name_hint": (
        "Rename one of them, or take the alias out.",
        "Renommez l’un des deux, ou retirez-le de « Autres noms dans vos fichiers ».",
        "غيِّر اسم أحدهما، أو احذفه من «أسماء أخرى في ملفاتك».",
    ),
    "lint_same_example": (
        "{other} and {label} have the same example.",
        "{other} et {label} ont le même exemple.",
        "للرمزين {other} و{label} المثال نفسه.",
    ),
    "lint_same_example_hint": (
        "Say in “exclude” where it belongs, or choose another.",
        "Dites dans « exclude » où il va, ou choisissez-en un autre.",
        "بيِّن في «exclude» إلى أيهما ينتمي، أو اختر مثالًا آخر.",
    ),
    "lint_same_example_hint_on_page": (
        "Say in “Belongs elsewhere” where it belongs, or choose another.",
        "Dites dans « Va ailleurs » où il va, ou choisissez-en un autre.",
        "بيِّن في «مكانه رمز آخر» إلى أيهما ينتمي، أو اختر مثالًا آخر.",
    ),
    "lint_confusable": (
        "the definitions of “{name}” ({label}) and “{other_name}” ({other}) have much in common "
        "({likeness:.2f} of 1).",
        "les définitions de “{name}” ({label}) et de “{other_name}” ({other}) se ressemblent "
        "beaucoup ({likeness:.2f} sur 1).",
        "تعريفا “{name}” ({label}) و“{other_name}” ({other}) متشابهان كثيرًا ({likeness:.2f} من 1).",
    ),
    "lint_confusable_hint": (
        "Say in “exclude” when it is {other} instead, and the other way round.",
        "Dites dans « exclude » quand c’est plutôt {other}, et inversement.",
        "بيِّن في «exclude» متى يكون {other} بدلًا منه، وكذلك العكس.",
    ),
    "lint_confusable_hint_on_page": (
        "Say in “Belongs elsewhere” when it is {other} instead, and the other way round.",
        "Dites dans « Va ailleurs » quand c’est plutôt {other}, et inversement.",
        "بيِّن في «مكانه رمز آخر» متى يكون {other} بدلًا منه، وكذلك العكس.",
    ),
}
