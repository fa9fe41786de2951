"""The words for two people who code the same rows apart."""

from __future__ import annotations

DOUBLE: dict[str, tuple[str, str, str]] = {
    "double_tells": (
        "With {n} row an agreement of 80% is known to within {points} percentage points.|"
        "With {n} rows an agreement of 80% is known to within {points} percentage points.",
        "Avec {n} ligne, un accord de 80 % est connu à {points} points de pourcentage près.|"
        "Avec {n} lignes, un accord de 80 % est connu à {points} points de pourcentage près.",
        "الصفوف: {n}؛ بها يُعرف اتفاق قدره 80% بدقة {points} نقطة مئوية.",
    ),
    "apart_on": (
        "{name} codes alone here: no suggestion and no answer of another coder is shown.",
        "{name} code seul ici : aucune suggestion ni réponse d’un autre codeur n’est montrée.",
        "هنا يرمّز {name} بمفرده: لا تظهر اقتراحات ولا إجابات مرمّز آخر.",
    ),
    "export_apart": (
        "What you coded, in the workbook of the coder, to be compared with the other one.",
        "Ce que vous avez codé, dans le classeur du codeur, à comparer avec l’autre.",
        "ما رمّزته في ملف المرمّز، لمقارنته بالملف الآخر.",
    ),
    "double_job_draw": (
        "Draw rows for two coders",
        "Tirer des lignes pour deux codeurs",
        "سحب صفوف لمرمّزَين",
    ),
    "double_job_compare": (
        "Compare two coders",
        "Comparer deux codeurs",
        "مقارنة مرمّزَين",
    ),
    "double_job_write": (
        "Write what was agreed",
        "Écrire ce qui est convenu",
        "كتابة ما اتُّفق عليه",
    ),
    "double_short": (
        "See how far two people code alike.",
        "Voir à quel point deux personnes codent de la même façon.",
        "انظر إلى أي حد يتشابه ترميز شخصين.",
    ),
    "double_short_drawn": (
        "Two people are coding rows of {name}.",
        "Deux personnes codent des lignes de {name}.",
        "يرمّز شخصان صفوفًا من {name}.",
    ),
    "double_short_compared": (
        "Both have coded rows of {name}.",
        "Les deux ont codé des lignes de {name}.",
        "رمّز كلاهما صفوفًا من {name}.",
    ),
    "double_lead": (
        "Two people code the same rows apart. Then you see how far they agree, and settle where "
        "they differ.",
        "Deux personnes codent les mêmes lignes chacune de son côté. Ensuite vous voyez leur "
        "accord "
        "et tranchez là où elles diffèrent.",
        "يرمّز شخصان الصفوف نفسها كلٌّ بمفرده، ثم ترى مدى اتفاقهما وتحسم مواضع الاختلاف.",
    ),
    "double_none": (
        "First there must be a codebook and a harvest with fragments.",
        "Il faut d’abord un livre de codes et une récolte avec des fragments.",
        "يلزم أولًا دليل ترميز وحصاد فيه مقاطع.",
    ),
    "double_harvest": ("From which harvest?", "De quelle récolte ?", "من أي حصاد؟"),
    "double_how_many": ("How many rows?", "Combien de lignes ?", "كم صفًا؟"),
    "double_draw": ("Draw rows", "Tirer les lignes", "اسحب الصفوف"),
    "double_how_many_wrong": (
        "Write how many rows, as a number above 0.",
        "Écrivez le nombre de lignes, au-dessus de 0.",
        "اكتب عدد الصفوف رقمًا أكبر من 0.",
    ),
    "double_again": ("Draw other rows", "Tirer d’autres lignes", "اسحب صفوفًا أخرى"),
    "double_again_why": (
        "The rows drawn before and what was coded of them stay in the project’s folder, but no "
        "longer count here.",
        "Les lignes tirées avant et ce qui en a été codé restent dans le dossier du projet, "
        "mais ne "
        "comptent plus ici.",
        "تبقى الصفوف المسحوبة سابقًا وما رُمّز منها في مجلد المشروع، لكنها لا تُحتسب هنا بعد ذلك.",
    ),
    "double_again_yes": ("Yes, draw other rows", "Oui, tirer d’autres lignes", "نعم، اسحب غيرها"),
    "double_again_first": (
        "Rows are drawn already. Tick that other ones are wanted.",
        "Des lignes sont déjà tirées. Cochez que vous en voulez d’autres.",
        "سُحبت صفوف من قبل. ضع علامة إن كنت تريد غيرها.",
    ),
    "double_names": ("Who codes?", "Qui code ?", "من يرمّز؟"),
    "double_names_why": (
        "Two people, each alone, without talking about it. Their names will stand beside what they "
        "agree on.",
        "Deux personnes, chacune seule, sans en parler. Leurs noms figureront à côté de ce dont "
        "elles conviennent.",
        "شخصان، كلٌّ بمفرده ومن دون حديث بينهما. سيظهر اسماهما بجانب ما يتفقان عليه.",
    ),
    "double_first": ("First coder", "Premier codeur", "المرمّز الأول"),
    "double_second": ("Second coder", "Deuxième codeur", "المرمّز الثاني"),
    "double_go_on": ("Go on", "Continuer", "تابع"),
    "double_change_names": ("Change the names", "Changer les noms", "تغيير الاسمين"),
    "double_names_stay": (
        "The names stay, since coding has begun.",
        "Les noms restent, puisque le codage a commencé.",
        "يبقى الاسمان لأن الترميز بدأ.",
    ),
    "double_apart_lead": (
        "{first} and {second} each code the same rows alone. Neither sees a code of the other "
        "before both are done.",
        "{first} et {second} codent chacun les mêmes lignes seul. Aucun ne voit un code de l’autre "
        "avant que les deux aient fini.",
        "يرمّز {first} و{second} الصفوف نفسها كلٌّ بمفرده. لا يرى أحدهما ترميز الآخر قبل أن ينتهيا.",
    ),
    "double_n_of": (
        "{n} of {all} rows coded",
        "{n} lignes codées sur {all}",
        "رُمّز {n} من {all} من الصفوف",
    ),
    "double_code_here": ("Code here as {name}", "Coder ici : {name}", "رمّز هنا باسم {name}"),
    "double_go_on_as": ("Go on as {name}", "Continuer : {name}", "تابع باسم {name}"),
    "double_download_his": (
        "Download the workbook",
        "Télécharger le classeur",
        "نزّل الملف",
    ),
    "double_drop_his": (
        "Drop the workbook of {name}",
        "Déposer le classeur de {name}",
        "ضع ملف {name} هنا",
    ),
    "double_drop_hint": (
        "As it was filled in, on whichever computer. The last one dropped counts.",
        "Tel que rempli, sur n’importe quel ordinateur. Le dernier déposé compte.",
        "كما مُلئ على أي حاسوب. يُحتسب آخر ملف وُضع هنا.",
    ),
    "double_unread": (
        "Rows {rows} hold words that are no label: they count as not coded.",
        "Les lignes {rows} contiennent des mots qui ne sont pas des codes : elles comptent comme "
        "non codées.",
        "في الصفوف {rows} كلمات ليست رموزًا: تُحتسب غير مرمّزة.",
    ),
    "double_compare": ("Compare both", "Comparer les deux", "قارن بينهما"),
    "double_compare_why": (
        "From then on nobody codes alone any more, and both answers are shown.",
        "Dès lors, plus personne ne code seul, et les deux réponses sont montrées.",
        "بعد ذلك لا يرمّز أحد بمفرده، وتظهر الإجابتان.",
    ),
    "double_all": (
        "Go on with what is coded by now",
        "Continuer avec ce qui est codé jusqu’ici",
        "تابع بما رُمّز حتى الآن",
    ),
    "double_not_whole": (
        "Not all rows are coded. Code them, or tick that you go on with what is coded by now.",
        "Toutes les lignes ne sont pas codées. Codez-les, ou cochez pour continuer avec ce qui "
        "l’est.",
        "لم تُرمّز كل الصفوف. رمّزها أو ضع علامة للمتابعة بما رُمّز حتى الآن.",
    ),
    "double_agreement": ("How far they agree", "À quel point ils s’accordent", "مدى اتفاقهما"),
    "double_same": (
        "The same in {same} of {all} rows. Alpha {alpha}: {firm}.",
        "Pareil dans {same} lignes sur {all}. Alpha {alpha} : {firm}.",
        "متطابق في {same} من {all} من الصفوف. ألفا {alpha}: {firm}.",
    ),
    "double_same_alone": (
        "The same in {same} of {all} rows; alpha cannot be told.",
        "Pareil dans {same} lignes sur {all} ; alpha ne peut être calculé.",
        "متطابق في {same} من {all} من الصفوف؛ لا يمكن حساب ألفا.",
    ),
    "double_alpha_why": (
        "Alpha (Krippendorff, MASI) is 1 where both always say the same and 0 where they agree as "
        "by chance; in brackets, where it lies with 95% certainty.",
        "Alpha (Krippendorff, MASI) vaut 1 si les deux disent toujours pareil et 0 s’ils "
        "s’accordent comme par hasard ; entre parenthèses, où il se trouve avec 95 % de certitude.",
        "ألفا (كريبندورف، MASI) تساوي 1 إذا تطابقا دائمًا و0 إذا كان اتفاقهما كالمصادفة؛ "
        "وبين قوسين "
        "مجالها بثقة 95%.",
    ),
    "double_few": (
        "With fewer than 30 rows, read these figures with care.",
        "Avec moins de 30 lignes, lisez ces chiffres avec prudence.",
        "مع أقل من 30 صفًا اقرأ هذه الأرقام بحذر.",
    ),
    "double_left": (
        "{n} cell is left to agree on.|{n} cells are left to agree on.",
        "Il reste {n} cellule à convenir.|Il reste {n} cellules à convenir.",
        "بقيت للاتفاق خلايا عددها {n}.",
    ),
    "double_all_agreed": (
        "Everything is agreed on.",
        "Tout est convenu.",
        "اتُّفق على كل شيء.",
    ),
    "double_agree_here": ("Agree one by one", "Convenir une à une", "اتفقا واحدة واحدة"),
    "double_agree_excel": ("Or agree in Excel", "Ou convenir dans Excel", "أو اتفقا في إكسل"),
    "double_drop_agree": (
        "Drop the workbook you agreed in",
        "Déposer le classeur où vous avez convenu",
        "ضع الملف الذي اتفقتما فيه هنا",
    ),
    "double_still_open": (
        "{n} cell is open. Agree on it, or tick that you write what is agreed by now.|{n} "
        "cells are "
        "open. Agree on them, or tick that you write what is agreed by now.",
        "{n} cellule est ouverte. Convenez-en, ou cochez pour écrire ce qui est convenu.|{n} "
        "cellules sont ouvertes. Convenez-en, ou cochez pour écrire ce qui est convenu.",
        "خلايا مفتوحة: {n}. اتفقا عليها أو ضع علامة لكتابة ما اتُّفق عليه حتى الآن.",
    ),
    "double_write": (
        "Write the agreed codes",
        "Écrire les codes convenus",
        "اكتب الرموز المتفق عليها",
    ),
    "double_write_why": (
        "Into a copy of the harvest, with both names. The harvest itself stays as it is.",
        "Dans une copie de la récolte, avec les deux noms. La récolte elle-même reste telle "
        "quelle.",
        "في نسخة من الحصاد مع الاسمين. يبقى الحصاد نفسه كما هو.",
    ),
    "double_write_all": (
        "Write what is agreed by now",
        "Écrire ce qui est convenu jusqu’ici",
        "اكتب ما اتُّفق عليه حتى الآن",
    ),
    "double_written": (
        "The agreed codes of {first} and {second} are written.",
        "Les codes convenus de {first} et {second} sont écrits.",
        "كُتبت الرموز التي اتفق عليها {first} و{second}.",
    ),
    "double_before": (
        "{first} against {second}",
        "{first} face à {second}",
        "{first} مقابل {second}",
    ),
    "double_after": (
        "{name} against what was agreed",
        "{name} face à ce qui est convenu",
        "{name} مقابل ما اتُّفق عليه",
    ),
    "double_download_coded": (
        "Download the coded copy",
        "Télécharger la copie codée",
        "نزّل النسخة المرمّزة",
    ),
    "double_too_late": (
        "This workbook does not belong to the step at which the work is.",
        "Ce classeur n’appartient pas à l’étape où en est le travail.",
        "هذا الملف لا يخص الخطوة التي بلغها العمل.",
    ),
    "double_missing": (
        "{n} row that was drawn is not in it.|{n} rows that were drawn are not in it.",
        "{n} ligne tirée n’y est pas.|{n} lignes tirées n’y sont pas.",
        "صفوف مسحوبة غير موجودة فيه: {n}.",
    ),
    "double_page_set_aside": (
        "What was answered on the page stays in the folder, but from now on this workbook counts.",
        "Ce qui a été répondu sur la page reste dans le dossier, mais désormais ce classeur "
        "compte.",
        "تبقى الإجابات المعطاة على الصفحة في المجلد، لكن يُحتسب هذا الملف من الآن.",
    ),
    "double_change": ("Change something", "Changer quelque chose", "تغيير شيء"),
    "double_others": ("Other harvests", "Autres récoltes", "حصائد أخرى"),
    "double_sent": (
        "A workbook was sent to you?",
        "On vous a envoyé un classeur ?",
        "أُرسل إليك ملف؟",
    ),
    "double_sent_why": (
        "Somebody else drew rows, and you are one of the two coders. Code them here alone, "
        "and send "
        "the workbook back.",
        "Quelqu’un d’autre a tiré des lignes, et vous êtes l’un des deux codeurs. Codez-les ici "
        "seul, puis renvoyez le classeur.",
        "سحب شخص آخر صفوفًا وأنت أحد المرمّزَين. رمّزها هنا بمفردك ثم أعد الملف.",
    ),
    "double_sent_drop": (
        "Drop the workbook that was sent to you",
        "Déposer le classeur reçu",
        "ضع الملف الذي أُرسل إليك هنا",
    ),
    "double_sent_download": (
        "Download it, to send it back",
        "Le télécharger pour le renvoyer",
        "نزّله لإعادته",
    ),
    "review_back": ("Done here: go back", "Fini ici : retour", "انتهيت هنا: عودة"),
    "double_said": ("What the command said", "Ce que la commande a dit", "ما قاله الأمر"),
}
