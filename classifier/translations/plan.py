"""The words of a plan: the sheet that is decided in, its guide, and of the trend that shows it."""

from __future__ import annotations

# In Arabic an arrow points to the left; the marks keep it there between two names in Latin letters.
PLAN: dict[str, tuple[str, str, str]] = {
    # the sheets
    "plan_sheet": ("Plan", "Plan", "الخطة"),
    "plan_summary_sheet": ("Summary", "Résumé", "الملخص"),
    "keep_as_is_word": ("keep as it is", "garder tel quel", "إبقاء كما هو"),
    "plan_person": ("a person must decide", "à une personne de décider", "على شخص أن يقرر"),
    "plan_prompt": (
        "accept: takes the proposal.\nkeep as it is, discuss: the row keeps its old words.\nOr "
        "names, parted by commas; none fits: empties the cell.\nEmpty: you agree; what a person "
        "must decide stays undecided.",
        "accepter : prend la proposition.\ngarder tel quel, à discuter : la ligne garde ses "
        "anciens mots.\nOu des noms, séparés par des virgules ; aucun ne convient : vide la "
        "cellule.\nVide : d’accord ; ce qu’une personne doit décider reste ouvert.",
        "قبول: يأخذ الاقتراح.\nإبقاء كما هو، للنقاش: يحتفظ الصف بألفاظه القديمة.\nأو أسماء تفصل "
        "بينها فواصل؛ لا شيء مناسب: يفرغ الخلية.\nفارغة: أنت موافق؛ وما على شخص أن يقرره يبقى "
        "مفتوحًا.",
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
    # what became of a cell
    "plan_follows": (
        "follows from the types",
        "découle des types",
        "يترتب على الأنواع",
    ),
    "plan_not_used": ("no longer used", "n’est plus utilisé", "لم يعد مستعملًا"),
    "plan_renamed": (
        "{old} → {now} (version {version})",
        "{old} → {now} (version {version})",
        "\u200f{old} \u200f←\u200f {now} (الإصدار {version})",
    ),
    "plan_new": (
        "new (version {version}): {labels}",
        "nouveau (version {version}) : {labels}",
        "جديد (الإصدار {version}): {labels}",
    ),
    "plan_split": (
        "{old} was split (version {version}): {labels}",
        "{old} a été divisé (version {version}) : {labels}",
        "قُسِّم {old} (الإصدار {version}): {labels}",
    ),
    "plan_too_little": (
        "too little is coded in the new words yet: the order means something, the numbers not",
        "trop peu est encore codé dans les nouveaux mots : l’ordre a un sens, les nombres non",
        "ما رُمِّز بالألفاظ الجديدة قليل جدًا: للترتيب معنى، ولا معنى للأرقام",
    ),
    "plan_few": (
        "only {n} coded example of {label}|only {n} coded examples of {label}",
        "{n} seul exemple codé de {label}|{n} exemples codés seulement de {label}",
        "أمثلة {label} المرمَّزة قليلة: {n}",
    ),
    "plan_not_sure": (
        "not sure enough (asked for: {accept})",
        "pas assez sûr (demandé : {accept})",
        "ليس أكيدًا بما يكفي (المطلوب: {accept})",
    ),
    "plan_nothing_left": (
        "nothing is left of it: its labels are no more",
        "il n’en reste rien : ses codes n’existent plus",
        "لم يبق منه شيء: رموزه لم تعد موجودة",
    ),
    "plan_unread": (
        "the cell holds something that is no label of the codebook",
        "la cellule contient quelque chose qui n’est pas un code du livre de codes",
        "في الخلية ما ليس رمزًا من دليل الترميز",
    ),
    "plan_does_not_follow": (
        "what is written does not follow from the types",
        "ce qui est écrit ne découle pas des types",
        "المكتوب لا يترتب على الأنواع",
    ),
    "plan_asks_for_a_look": (
        "the codebook asks for a look at these rows",
        "le livre de codes demande de regarder ces lignes",
        "يطلب دليل الترميز النظر في هذه الصفوف",
    ),
    # the guide
    "plan_title": (
        "Relabelling to version {version}",
        "Recodage vers la version {version}",
        "إعادة الترميز إلى الإصدار {version}",
    ),
    "plan_begin": (
        "On the sheet “Plan” the lines that a person must decide stand first: decide these; then "
        "look at those that are worth a look, and at some of the model's.",
        "Sur la feuille « Plan », les lignes qu’une personne doit décider viennent d’abord : "
        "décidez-les ; regardez ensuite celles qui méritent un regard, et quelques-unes du modèle.",
        "في ورقة «الخطة» تأتي أولًا السطور التي على شخص أن يقررها: قررها؛ ثم انظر فيما يستحق "
        "نظرة، وفي بعض ما قرره النموذج.",
    ),
    "plan_choose": (
        "In “Decision” choose what the cell shall say, or type names of the codebook, several "
        "parted by commas. “accept” takes the proposal, “none fits” empties the cell, “keep as it "
        "is” and “discuss” leave the whole row in its old words.",
        "Dans « Décision », choisissez ce que dira la cellule, ou tapez des noms du livre de "
        "codes, séparés par des virgules. « accepter » prend la proposition, « aucun ne convient » "
        "vide la cellule, « garder tel quel » et « à discuter » laissent toute la ligne dans ses "
        "anciens mots.",
        "في «القرار» اختر ما ستقوله الخلية، أو اكتب أسماء من دليل الترميز تفصل بينها فواصل. «قبول» "
        "يأخذ الاقتراح، و«لا شيء مناسب» يفرغ الخلية، و«إبقاء كما هو» و«للنقاش» يتركان الصف كله "
        "بألفاظه القديمة.",
    ),
    "plan_empty": (
        "Leave it empty where you agree with what was decided by rule or by model. A line that a "
        "person must decide stays undecided while it is empty, and its row keeps its old words.",
        "Laissez vide là où vous êtes d’accord avec ce qui a été décidé par règle ou par le "
        "modèle. Une ligne qu’une personne doit décider reste non décidée tant qu’elle est vide, "
        "et sa ligne garde ses anciens mots.",
        "اتركها فارغة حيث توافق على ما قررته قاعدة أو نموذج. والسطر الذي على شخص أن يقرره يبقى دون "
        "قرار ما دام فارغًا، ويحتفظ صفه بألفاظه القديمة.",
    ),
    "plan_change_nothing": (
        "Change nothing but decisions. Lines may be sorted and filtered; the row of one that is "
        "deleted keeps its old words. Clusters that followed from their types follow the new ones, "
        "the others are left; they are not asked for.",
        "Ne changez que les décisions. Les lignes peuvent être triées et filtrées ; celle qui est "
        "supprimée garde ses anciens mots dans la récolte. Les groupes qui découlaient de leurs "
        "types suivent les nouveaux, les autres restent ; on ne les demande pas.",
        "لا تغيِّر إلا القرارات. يمكن ترتيب السطور وتصفيتها؛ وصف السطر المحذوف يحتفظ بألفاظه "
        "القديمة. المجموعات التي كانت تتبع أنواعها تتبع الجديدة، وتُترك الأخرى؛ ولا يُسأل عنها.",
    ),
    "plan_carry": (
        "Then: classifier relabel apply PLAN --to HARVEST --out NEW",
        "Ensuite : classifier relabel apply PLAN --to HARVEST --out NEW",
        "ثم: \u200eclassifier relabel apply PLAN --to HARVEST --out NEW",
    ),
    "plan_how_decided": (
        "How cells are decided",
        "Comment les cellules sont décidées",
        "كيف تُقرَّر الخلايا",
    ),
    "plan_held_out": (
        "What the texts were asked, and how such decisions turn out on held-out rows",
        "Ce qui a été demandé aux textes, et ce que valent de telles décisions sur des lignes "
        "mises de côté",
        "ما سُئلت عنه النصوص، وكيف تكون مثل هذه القرارات في صفوف أُبقيت جانبًا",
    ),
    "plan_asked_split": (
        "{old} → {labels} (version {version})",
        "{old} → {labels} (version {version})",
        "\u200f{old} \u200f←\u200f {labels} (الإصدار {version})",
    ),
    "plan_asked_new": (
        "{label}, new in version {version}",
        "{label}, nouveau dans la version {version}",
        "{label}، جديد في الإصدار {version}",
    ),
    "plan_examples": ("{n} of {label}", "{n} de {label}", "{n} من {label}"),
    "plan_tried": (
        "Rows asked: {asked}. Coded examples: {examples}.",
        "Lignes interrogées : {asked}. Exemples codés : {examples}.",
        "الصفوف المسؤول عنها: {asked}. الأمثلة المرمَّزة: {examples}.",
    ),
    "plan_not_tried": (
        "No held-out row to try it on.",
        "Aucune ligne mise de côté pour l’essayer.",
        "لا صف أُبقي جانبًا لتجربته عليه.",
    ),
    "plan_would_decide": (
        "Of {n} held-out row the model would decide {decided}.|"
        "Of {n} held-out rows the model would decide {decided}.",
        "Sur {n} ligne mise de côté, le modèle en déciderait {decided}.|"
        "Sur {n} lignes mises de côté, le modèle en déciderait {decided}.",
        "من الصفوف التي أُبقيت جانبًا ({n}) يقرر النموذج {decided}.",
    ),
    "plan_rightly": (
        "Decided rightly: {right} (surely at least {share}).",
        "Décidées justement : {right} (sûrement au moins {share}).",
        "القرارات الصائبة: {right} (يقينًا {share} على الأقل).",
    ),
    "plan_counts": (
        "Counts before and after: {target}",
        "Comptes avant et après : {target}",
        "الأعداد قبل وبعد: {target}",
    ),
    "plan_accepted_from": ("Accepted from", "Accepté à partir de", "يُقبل من"),
    "plan_accepted_says": (
        "{accept} (or ruled out below {rest})",
        "{accept} (ou écarté sous {rest})",
        "{accept} (أو يُستبعد دون {rest})",
    ),
    "plan_made_from": ("Made from", "Fait à partir de", "أُعِدّ من"),
    "plan_notice": ("Notice", "À savoir", "تنبيه"),
    "plan_left_out": ("Lines left out", "Lignes laissées de côté", "سطور لم تُدرَج"),
    "plan_left_out_says": (
        "{n} line more stands in plan.json and counts as planned.|"
        "{n} lines more stand in plan.json and count as planned.",
        "{n} ligne de plus figure dans plan.json et compte comme prévu.|"
        "{n} lignes de plus figurent dans plan.json et comptent comme prévu.",
        "سطور أخرى موجودة في plan.json وتُعَدّ كما خُطِّط: {n}.",
    ),
    # counts before and after, of the guide and of the trend
    "no_harvest": ("no harvest", "sans récolte", "دون حصاد"),
    "not_asked": ("not asked", "non demandé", "لم يُسأل عنه"),
    "asked_of": ("{n} of {asked} asked", "{n} sur {asked} interrogées", "{n} من {asked} سُئلت"),
    "count_before": ("{harvest}: before", "{harvest} : avant", "{harvest}: قبل"),
    "count_after": ("{harvest}: after", "{harvest} : après", "{harvest}: بعد"),
    "count_open": ("{harvest}: open", "{harvest} : ouvert", "{harvest}: مفتوح"),
    "trend_rows_changing": (
        "{target}: rows with each label that changes, before and after (+ open)",
        "{target} : lignes de chaque code qui change, avant et après (+ ouvert)",
        "{target}: صفوف كل رمز يتغير، قبل وبعد (+ المفتوح)",
    ),
    "trend_rows_of_labels": (
        "Rows with each label, before → after (+ open)",
        "Lignes de chaque code, avant → après (+ ouvert)",
        "صفوف كل رمز، قبل ← بعد (+ المفتوح)",
    ),
    "before_after": (
        "{before} → {after}",
        "{before} → {after}",
        "\u200f{before} \u200f←\u200f {after}",
    ),
    "trend_not_asked_says": (
        "A label that a harvest's codebook did not have was not asked, which is not nought: it has "
        "no pale bar.",
        "Un code que le livre de codes d’une récolte n’avait pas n’a pas été demandé, ce qui n’est "
        "pas zéro : il n’a pas de barre pâle.",
        "الرمز الذي لم يكن في دليل ترميز حصاد لم يُسأل عنه، وهذا ليس صفرًا: فلا شريط فاتحًا له.",
    ),
    "trend_asked_of_says": (
        "Where only rows that were coded later could tell, the count says of how many: “4 of 6 "
        "asked”.",
        "Là où seules des lignes codées plus tard pouvaient le dire, le compte dit sur combien : "
        "« 4 sur 6 interrogées ».",
        "حيث لا تقول ذلك إلا صفوف رُمِّزت لاحقًا، يذكر العدد من كم: «4 من 6 سُئلت».",
    ),
    "trend_open_says": (
        "What a person has not decided yet is counted apart, as “+”: these rows may carry the "
        "label.",
        "Ce qu’une personne n’a pas encore décidé est compté à part, avec « + » : ces lignes "
        "peuvent porter le code.",
        "ما لم يقرره شخص بعد يُعَدّ على حدة، بعلامة «+»: قد تحمل هذه الصفوف الرمز.",
    ),
}
