"""The words of the lists that are handed out for decisions: an audit's worklist, a plan."""

from __future__ import annotations

LISTS: dict[str, tuple[str, str, str]] = {
    # headings of the worklist and of the plan
    "column_target": ("Target", "Cible", "المحور"),
    "column_recorded": ("Recorded", "Enregistré", "المسجَّل"),
    "column_other": ("Other reading", "Autre lecture", "قراءة أخرى"),
    "column_note": ("Note", "Note", "ملاحظة"),
    "column_support": ("Support", "Appui", "السند"),
    "column_chance": ("Chance", "Chance", "الاحتمال"),
    "column_in_fragment": ("In the fragment", "Dans le fragment", "في المقطع"),
    "column_similar": ("Similar fragments", "Fragments semblables", "مقاطع مشابهة"),
    "column_choices": ("You can", "Vous pouvez", "يمكنك"),
    "column_fragment_id": ("FragmentID", "FragmentID", "FragmentID"),
    "column_file": ("File", "Fichier", "الملف"),
    "column_row": ("Row", "Ligne", "الصف"),
    "column_nr": ("Nr", "N°", "الرقم"),
    "column_before": ("Before", "Avant", "قبل"),
    "column_after": (
        "After (proposal where a person must decide)",
        "Après (proposition là où une personne doit décider)",
        "بعد (اقتراح حيث يجب أن يقرر شخص)",
    ),
    "column_how": ("How decided", "Comment décidé", "كيف تقرر"),
    "column_look": ("Worth a look", "À regarder", "يستحق نظرة"),
    "column_certainty": ("Certainty", "Certitude", "درجة اليقين"),
    "column_harvest": ("Harvest", "Récolte", "الحصاد"),
    "column_version": ("Version", "Version", "الإصدار"),
    "column_line": ("Line", "Repère", "السطر"),
    # the workbooks of two coders, read back as harvests by these headings
    "column_country": ("Country", "Pays", "البلد"),
    "column_outcome": ("Outcome description", "Description de l’effet", "وصف النتيجة"),
    "column_significance": (
        "Significance of the outcome",
        "Importance de l’effet",
        "أهمية النتيجة",
    ),
    "column_remark": ("Remark", "Remarque", "ملاحظة"),
    "column_codebook_version": (
        "Codebook version",
        "Version du livre de codes",
        "إصدار دليل الترميز",
    ),
    "column_meanings": ("What they mean", "Ce qu’ils veulent dire", "معانيها"),
    "label_target": ("Code", "Cible", "المحور"),
    "label_name": ("Name", "Nom", "الاسم"),
    "label_definition": ("Definition", "Définition", "التعريف"),
    "label_include": ("Counts too", "Inclut aussi", "يشمل أيضًا"),
    "label_exclude": ("Does not count", "N’inclut pas", "لا يشمل"),
    "code_prompt": (
        "Choose a name from the list. Where several fit, type them, parted by commas. Where "
        "none fits, write “none fits”. Leave it empty while it is open.",
        "Choisissez un nom dans la liste. Si plusieurs vont, tapez-les, séparés par des "
        "virgules. Si aucun ne va, écrivez « aucun ne convient ». Laissez vide tant que ce "
        "n’est pas décidé.",
        "اختر اسمًا من القائمة. إن ناسبت عدة أسماء فاكتبها تفصل بينها فواصل. وإن لم يناسب أي "
        "منها فاكتب «لا شيء مناسب». اتركها فارغة ما دام الأمر مفتوحًا.",
    ),
    "said_by": ("Said by {name}", "Réponse de {name}", "إجابة {name}"),
    "agree_prompt": (
        "Choose one of the answers beside it, or type the names that you agreed on.",
        "Choisissez l’une des réponses à côté, ou tapez les noms sur lesquels vous êtes d’accord.",
        "اختر إحدى الإجابات المجاورة، أو اكتب الأسماء التي اتفقتم عليها.",
    ),
    "no_definition_yet": ("no definition yet", "pas encore de définition", "لا تعريف بعد"),
    "not_this": ("Not: {text}", "Non : {text}", "ليس: {text}"),
    "column_target_says": (
        "What is coded: the type of change, the objective.",
        "Ce qui est codé : le type de changement, l’objectif.",
        "ما يُرمَّز: نوع التغيير، الهدف.",
    ),
    # what the columns of the worklist say
    "worklist_recorded_says": (
        "The labels that stand in the harvest, in the names of the newest codebook version.",
        "Les codes qui figurent dans la récolte, sous les noms de la version la plus récente du "
        "livre de codes.",
        "الرموز الموجودة في الحصاد، بأسمائها في أحدث إصدار من دليل الترميز.",
    ),
    "worklist_other_says": (
        "How the fragment might be read as well.",
        "Comment le fragment pourrait aussi se lire.",
        "كيف يمكن أن يُقرأ المقطع أيضًا.",
    ),
    "worklist_decision_says": (
        "Yours: “keep” what is recorded, “change” it to the other reading, or “discuss” it "
        "first; or names of the codebook, parted by commas, or “none fits”; “+ Name” or “- "
        "Name” adds to what is recorded or takes away from it. An empty cell means undecided.",
        "La vôtre : « garder » ce qui est enregistré, « changer » pour l’autre lecture, ou « à "
        "discuter » d’abord ; ou des noms du livre de codes, séparés par des virgules, ou « "
        "aucun ne convient » ; « + Nom » ou « - Nom » ajoute à ce qui est enregistré ou en "
        "retire. Une cellule vide veut dire non décidé.",
        "قرارك أنت: «إبقاء» المسجَّل، أو «تغيير» إلى القراءة الأخرى، أو «للنقاش» أولًا؛ أو "
        "أسماء من دليل الترميز تفصل بينها فواصل، أو «لا شيء مناسب»؛ «+ اسم» أو «- اسم» يضيف إلى "
        "المسجَّل أو يحذف منه. الخلية الفارغة تعني أنه لا قرار بعد.",
    ),
    "worklist_why_says": (
        "Why it is worth a look. People who know the story may know better.",
        "Pourquoi cela mérite un regard. Qui connaît l’histoire en sait peut-être plus.",
        "لماذا يستحق نظرة. قد يكون من يعرف القصة أدرى.",
    ),
    "worklist_note_says": (
        "Yours: a line that will help the next reader.",
        "La vôtre : une ligne qui aidera le prochain lecteur.",
        "لك أنت: سطر يساعد القارئ التالي.",
    ),
    "worklist_support_says": (
        "How much speaks for the other reading: strong, some, little.",
        "Ce qui parle pour l’autre lecture : fort, moyen, faible.",
        "ما يدل على القراءة الأخرى: قوي، متوسط، قليل.",
    ),
    "worklist_chance_says": (
        "How likely a second look is to change this code. The list is sorted by it.",
        "La probabilité qu’un second regard change ce code. La liste est triée ainsi.",
        "احتمال أن تغيِّر نظرة ثانية هذا الرمز. القائمة مرتبة بحسبه.",
    ),
    "worklist_in_fragment_says": (
        "How many codes of the whole fragment a second look is expected to change. To go "
        "through whole fragments, sort by it, the largest first.",
        "Combien de codes du fragment entier un second regard devrait changer. Pour aller "
        "fragment par fragment, triez ainsi, le plus grand d’abord.",
        "كم رمزًا من المقطع كله يُتوقَّع أن تغيِّره نظرة ثانية. للعمل مقطعًا مقطعًا، رتِّب بحسبه، من الأكبر.",
    ),
    "worklist_similar_says": (
        "Fragments to compare with.",
        "Des fragments à comparer.",
        "مقاطع للمقارنة.",
    ),
    "worklist_choices_says": (
        "The decisions that can be carried over. “change” is left out where there is no other "
        "reading to put in: none was found, its label is retired, or the cell holds a formula "
        "that other cells share.",
        "Les décisions qui peuvent être reportées. « changer » manque là où il n’y a pas "
        "d’autre lecture à mettre : aucune n’a été trouvée, son code n’est plus utilisé, ou la "
        "cellule contient une formule partagée avec d’autres.",
        "القرارات التي يمكن نقلها. «تغيير» غير متاح حيث لا قراءة أخرى توضع: لم توجد، أو لم يعد "
        "رمزها مستعملًا، أو في الخلية صيغة تشترك فيها خلايا أخرى.",
    ),
    "worklist_fragment_id_says": (
        "The fragment that the row is about.",
        "Le fragment dont parle la ligne.",
        "المقطع الذي يتناوله الصف.",
    ),
    "worklist_file_says": (
        "The file that the fragment stands in.",
        "Le fichier où se trouve le fragment.",
        "الملف الذي فيه المقطع.",
    ),
    "worklist_row_says": ("Its row there.", "Sa ligne dans ce fichier.", "صفه في ذلك الملف."),
    "worklist_nr_says": (
        "Number of the finding; it ties your decision to it. Please leave it.",
        "Numéro du constat ; il y lie votre décision. Merci de le laisser.",
        "رقم الملاحظة؛ يربط قرارك بها. يُرجى تركه كما هو.",
    ),
    # what the columns of the plan say
    "plan_before_says": (
        "What stands in the harvest, in its own words.",
        "Ce qui figure dans la récolte, dans ses propres mots.",
        "ما هو موجود في الحصاد، بألفاظه.",
    ),
    "plan_after_says": ("What the cell will say.", "Ce que dira la cellule.", "ما ستقوله الخلية."),
    "plan_decision_says": (
        "Yours, where you must decide or do not agree: choose from the list, or write names of "
        "the codebook, parted by commas.",
        "La vôtre, là où vous devez décider ou n’êtes pas d’accord : choisissez dans la liste, "
        "ou écrivez des noms du livre de codes, séparés par des virgules.",
        "قرارك أنت، حيث يجب أن تقرر أو لا توافق: اختر من القائمة، أو اكتب أسماء من دليل الترميز "
        "تفصل بينها فواصل.",
    ),
    "plan_why_says": (
        "What became of the old labels, step by step.",
        "Ce que sont devenus les anciens codes, pas à pas.",
        "ما آلت إليه الرموز القديمة، خطوة خطوة.",
    ),
    "plan_how_says": (
        "By rule, by the model, or left to a person.",
        "Par une règle, par le modèle, ou laissé à une personne.",
        "بقاعدة، أو بالنموذج، أو متروك لشخص.",
    ),
    "plan_look_says": (
        "What to check although it is decided.",
        "Ce qu’il faut vérifier bien que ce soit décidé.",
        "ما ينبغي التحقق منه وإن كان مقرَّرًا.",
    ),
    "plan_certainty_says": (
        "How sure the model is of what it decided.",
        "À quel point le modèle est sûr de ce qu’il a décidé.",
        "مدى يقين النموذج مما قرره.",
    ),
    "plan_fragment_id_says": (
        "The fragment that the line is about.",
        "Le fragment dont parle la ligne.",
        "المقطع الذي يتناوله السطر.",
    ),
    "plan_harvest_says": ("Its harvest.", "Sa récolte.", "حصاده."),
    "plan_version_says": (
        "The codebook's version that it was coded in.",
        "La version du livre de codes dans laquelle il a été codé.",
        "إصدار دليل الترميز الذي رُمِّز به.",
    ),
    "plan_file_says": (
        "The file that it stands in.",
        "Le fichier où il se trouve.",
        "الملف الذي هو فيه.",
    ),
    "plan_row_says": ("Its row there.", "Sa ligne dans ce fichier.", "صفه في ذلك الملف."),
    "plan_line_says": (
        "It ties your decision to the fragment; please leave it.",
        "Il lie votre décision au fragment ; merci de le laisser.",
        "يربط قرارك بالمقطع؛ يُرجى تركه كما هو.",
    ),
}
