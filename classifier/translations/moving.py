"""The words of the pages that move coded harvests to a changed codebook."""

from __future__ import annotations

MOVING: dict[str, tuple[str, str, str]] = {
    "home_moving": (
        "The codebook has changed",
        "Le livre de codes a changé",
        "تغيَّر دليل الترميز",
    ),
    "home_moving_short": (
        "Move what is coded already to the labels of today.",
        "Faites passer ce qui est déjà codé aux codes d’aujourd’hui.",
        "انقل ما رُمِّز من قبل إلى رموز اليوم.",
    ),
    "home_moving_not_yet": (
        "Nothing is coded yet, so there is nothing to move.",
        "Rien n’est encore codé : il n’y a rien à faire passer.",
        "لا شيء مرمَّز بعد، فلا شيء لينقل.",
    ),
    "home_moving_older": (
        "{n} of {all} coded rows stands in an older version of the codebook.|"
        "{n} of {all} coded rows stand in an older version of the codebook.",
        "{n} ligne codée sur {all} est dans une version plus ancienne du livre de codes.|"
        "{n} lignes codées sur {all} sont dans une version plus ancienne du livre de codes.",
        "صفوف مرمَّزة بإصدار أقدم من دليل الترميز: {n} من {all}.",
    ),
    "home_moving_all": (
        "All codings stand in version {version}, the newest.",
        "Tous les codages sont dans la version {version}, la plus récente.",
        "كل الترميزات بالإصدار {version}، وهو الأحدث.",
    ),
    "home_moving_harvests": (
        "Where each harvest stands",
        "Où en est chaque récolte",
        "أين كل حصاد",
    ),
    "home_moving_rows_in": (
        "{n} row in version {version}|{n} rows in version {version}",
        "{n} ligne en version {version}|{n} lignes en version {version}",
        "صفوف بالإصدار {version}: {n}",
    ),
    "home_moving_no_codes": ("no coded row", "aucune ligne codée", "لا صف مرمَّزًا"),
    "home_moving_unlisted": (
        "{n} row counts as newest, since the codebook does not say with which version it was "
        "coded ({names}). List the harvest under “versions” in the codebook.|{n} rows count as "
        "newest, since the codebook does not say with which version they were coded ({names}). "
        "List the harvest under “versions” in the codebook.",
        "{n} ligne compte comme récente : le livre de codes ne dit pas dans quelle version elle a "
        "été codée ({names}). Inscrivez la récolte sous « versions » dans le livre de codes.|{n} "
        "lignes comptent comme récentes : le livre de codes ne dit pas dans quelle version elles "
        "ont été codées ({names}). Inscrivez la récolte sous « versions » dans le livre de codes.",
        "صفوف تُعدّ من الأحدث لأن دليل الترميز لا يقول بأي إصدار رُمِّزت ({names}): {n}. أدرج الحصاد "
        "تحت «versions» في دليل الترميز.",
    ),
    "home_moving_no_harvest": (
        "rows that name no harvest",
        "lignes sans récolte",
        "صفوف بلا اسم حصاد",
    ),
    "home_moving_unknown": (
        "{n} row states a version that the codebook does not know; it is left as it is.|{n} rows "
        "state a version that the codebook does not know; they are left as they are.",
        "{n} ligne indique une version que le livre de codes ne connaît pas ; elle reste telle "
        "quelle.|{n} lignes indiquent une version que le livre de codes ne connaît pas ; elles "
        "restent telles quelles.",
        "صفوف تذكر إصدارًا لا يعرفه دليل الترميز، وتبقى كما هي: {n}.",
    ),
    "home_moving_unread": (
        "{n} row holds a code that the codebook does not know.|{n} rows hold a code that the "
        "codebook does not know.",
        "{n} ligne contient un code inconnu du livre de codes.|{n} lignes contiennent un code "
        "inconnu du livre de codes.",
        "صفوف فيها رمز لا يعرفه دليل الترميز: {n}.",
    ),
    "home_moving_planned_no": (
        "It is not in the plan: make the plan again.",
        "Elle n’est pas dans le plan : refaites le plan.",
        "ليس في الخطة: أعِدّ الخطة من جديد.",
    ),
    "home_moving_planned_changed": (
        "It has changed since the plan was made: rows that changed stay as they are until there "
        "is a new plan.",
        "Elle a changé depuis le plan : les lignes changées restent telles quelles jusqu’à un "
        "nouveau plan.",
        "تغيَّر منذ إعداد الخطة: تبقى الصفوف التي تغيَّرت كما هي حتى خطة جديدة.",
    ),
    "home_moving_back": (
        "Take back the move of {n} row|Take back the move of {n} rows",
        "Annuler le passage de {n} ligne|Annuler le passage de {n} lignes",
        "تراجع عن نقل صفوف عددها {n}",
    ),
    "home_moving_back_of": (
        "Take back the last move of {name}",
        "Annuler le dernier passage de {name}",
        "تراجع عن آخر نقل لملف {name}",
    ),
    "home_moving_ended": (
        "{n} row counts as of the newest version, yet holds a label that is no longer used:|{n} "
        "rows count as of the newest version, yet hold labels that are no longer used:",
        "{n} ligne compte comme récente et porte pourtant un code qui n’est plus utilisé :|{n} "
        "lignes comptent comme récentes et portent pourtant des codes qui ne sont plus utilisés :",
        "صفوف تُعدّ من أحدث إصدار وفيها رموز لم تعد مستعملة ({n}):",
    ),
    "home_moving_ended_hint": (
        "Say in the codebook, under “versions”, with which version their harvest was coded.",
        "Indiquez dans le livre de codes, sous « versions », la version de leur récolte.",
        "اذكر في دليل الترميز، تحت «versions»، بأي إصدار رُمِّز حصادها.",
    ),
    # what changed
    "home_moving_changed_labels": ("What changed", "Ce qui a changé", "ما الذي تغيَّر"),
    "home_moving_kind_rename": ("renamed", "renommé", "أعيدت تسميته"),
    "home_moving_kind_split": ("split", "divisé", "قُسِّم"),
    "home_moving_kind_merge": ("merged", "fusionné", "دُمج"),
    "home_moving_kind_add": ("new", "nouveau", "جديد"),
    "home_moving_kind_retire": ("no longer used", "n’est plus utilisé", "لم يعد مستعملًا"),
    "home_moving_kind_move": ("moved to another group", "changé de groupe", "نُقل إلى مجموعة أخرى"),
    "home_moving_kind_target_added": ("a new question", "une nouvelle question", "سؤال جديد"),
    "home_moving_kind_target_removed": (
        "a question that is gone",
        "une question disparue",
        "سؤال أزيل",
    ),
    "home_moving_was": ("it was “{name}”", "c’était « {name} »", "كان «{name}»"),
    "home_moving_proposed": (
        "only a guess by likeness",
        "simple supposition par ressemblance",
        "تخمين من الشبه فقط",
    ),
    "home_moving_silent": (
        "{n} label is gone, and the codebook does not say what became of it, so nothing can be "
        "moved. Put the older codebook back from the folder codebook-history and split, merge or "
        "rename the label on the codebook’s page.|{n} labels are gone, and the codebook does not "
        "say what became of them, so nothing can be moved. Put the older codebook back from the "
        "folder codebook-history and split, merge or rename the labels on the codebook’s page.",
        "{n} code a disparu, et le livre de codes ne dit pas ce qu’il est devenu : rien ne peut "
        "passer. Remettez l’ancien livre de codes du dossier codebook-history, puis divisez, "
        "fusionnez ou renommez le code sur sa page.|{n} codes ont disparu, et le livre de codes ne "
        "dit pas ce qu’ils sont devenus : rien ne peut passer. Remettez l’ancien livre de codes du "
        "dossier codebook-history, puis divisez, fusionnez ou renommez les codes sur sa page.",
        "رموز اختفت ولا يقول دليل الترميز ماذا صار بها ({n})، فلا يمكن نقل شيء. أعد الدليل الأقدم "
        "من المجلد codebook-history ثم قسِّم الرموز أو ادمجها أو أعد تسميتها في صفحة الدليل.",
    ),
    "home_moving_newer": (
        "A newer codebook came from elsewhere",
        "Un nouveau livre de codes est venu d’ailleurs",
        "جاء دليل ترميز أحدث من مكان آخر",
    ),
    "home_moving_newer_drop": (
        "Drop the newer codebook",
        "Déposez le nouveau livre de codes",
        "أفلت هنا دليل الترميز الأحدث",
    ),
    "home_moving_newer_hint": (
        "It takes the place of the one in use, which is kept in the folder codebook-history.",
        "Il remplace celui en usage, qui est gardé dans le dossier codebook-history.",
        "يحل محل الدليل المستعمل، وهذا يُحفظ في المجلد codebook-history.",
    ),
    "home_moving_newer_taken": (
        "The newer codebook is in use from now on; the older one is kept.",
        "Le nouveau livre de codes est en usage désormais ; l’ancien est gardé.",
        "دليل الترميز الأحدث مستعمل من الآن، والأقدم محفوظ.",
    ),
    # the plan
    "home_moving_plan": ("The plan", "Le plan", "الخطة"),
    "home_moving_plan_of": (
        "Made on {date}, for version {version} of the codebook.",
        "Fait le {date}, pour la version {version} du livre de codes.",
        "أُعدّت يوم {date} لإصدار دليل الترميز {version}.",
    ),
    "home_moving_behind": (
        "The codebook has gone on since. What is decided here can still be written, for version "
        "{version}; then plan again for the rest.",
        "Le livre de codes a continué depuis. Ce qui est décidé ici peut encore être écrit, pour "
        "la version {version} ; refaites ensuite un plan pour le reste.",
        "تقدَّم دليل الترميز منذ ذلك. ما تقرر هنا يمكن كتابته بعد، للإصدار {version}؛ ثم أعِدّ خطة "
        "لما تبقى.",
    ),
    "home_moving_outdated": (
        "The codebook has changed again since: make the plan again.",
        "Le livre de codes a encore changé depuis : refaites le plan.",
        "تغيَّر دليل الترميز مرة أخرى منذ ذلك: أعِدّ الخطة من جديد.",
    ),
    "home_moving_outdated_decided": (
        "{n} decision in it is kept in the folder {folder}.|"
        "{n} decisions in it are kept in the folder {folder}.",
        "{n} décision y est gardée, dans le dossier {folder}.|"
        "{n} décisions y sont gardées, dans le dossier {folder}.",
        "القرارات المحفوظة فيها، في المجلد {folder}: {n}.",
    ),
    "home_moving_plan_begin": ("Plan the move", "Préparer le passage", "أعِدّ خطة النقل"),
    "home_moving_plan_again": ("Make the plan again", "Refaire le plan", "أعِدّ الخطة من جديد"),
    "home_moving_plan_why": (
        "Nothing is written yet. Renamed and merged labels are clear; for split and new ones the "
        "program reads the texts, and asks you where it is not sure.",
        "Rien n’est encore écrit. Codes renommés et fusionnés vont de soi ; pour les codes divisés "
        "ou nouveaux, le programme lit les textes et vous demande quand il n’est pas sûr.",
        "لا يُكتب شيء بعد. الرموز المعاد تسميتها والمدموجة واضحة؛ أما المقسَّمة والجديدة فيقرأ "
        "البرنامج نصوصها ويسألك حين لا يتأكد.",
    ),
    "home_moving_which": (
        "Which harvests are to move",
        "Quelles récoltes doivent passer",
        "أي الحصائد تُنقل",
    ),
    "home_moving_none_chosen": (
        "Choose at least one harvest that stands in an older version.",
        "Choisissez au moins une récolte d’une version plus ancienne.",
        "اختر حصادًا واحدًا على الأقل بإصدار أقدم.",
    ),
    "home_moving_no_plan": (
        "There is no plan yet.",
        "Il n’y a pas encore de plan.",
        "لا خطة بعد.",
    ),
    "home_moving_changed": (
        "Meanwhile something else was decided. Look at it again.",
        "Entre-temps, autre chose a été décidé. Regardez à nouveau.",
        "تقرَّر شيء آخر في هذه الأثناء. انظر من جديد.",
    ),
    "home_moving_other_plan": (
        "Meanwhile the plan was made again, so nothing was saved.",
        "Entre-temps, le plan a été refait : rien n’a été enregistré.",
        "أُعدّت الخطة من جديد في هذه الأثناء، فلم يُحفظ شيء.",
    ),
    "home_moving_left": (
        "{n} cell waits for you. Its row stays as it is until you decide.|"
        "{n} cells wait for you. Their rows stay as they are until you decide.",
        "{n} cellule vous attend. Sa ligne reste telle quelle jusqu’à votre décision.|"
        "{n} cellules vous attendent. Leurs lignes restent telles quelles jusqu’à votre décision.",
        "خلايا تنتظر قرارك: {n}. تبقى صفوفها كما هي حتى تقرر.",
    ),
    "home_moving_all_decided": (
        "Nothing waits for a decision.",
        "Rien n’attend de décision.",
        "لا شيء ينتظر قرارًا.",
    ),
    "home_moving_look_person": (
        "Decide what waits for a person ({n})",
        "Décider ce qui attend une personne ({n})",
        "قرِّر ما ينتظر شخصًا ({n})",
    ),
    "home_moving_look_model": (
        "Decided by the program ({n})",
        "Décidé par le programme ({n})",
        "ما قرره البرنامج ({n})",
    ),
    "home_moving_look_rule": (
        "Clear from the codebook ({n})",
        "Clair d’après le livre de codes ({n})",
        "واضح من دليل الترميز ({n})",
    ),
    "home_moving_download": ("Download the plan", "Télécharger le plan", "نزِّل الخطة"),
    "home_moving_drop": (
        "Drop the plan that you decided in",
        "Déposez le plan rempli",
        "أفلت هنا الخطة بعد ملئها",
    ),
    "home_moving_drop_hint": (
        "You see what it decides before anything is taken.",
        "Vous voyez ce qu’il décide avant que rien ne soit pris.",
        "ترى ما تقرره قبل أن يؤخذ شيء.",
    ),
    "home_moving_returned_last": (
        "See what the last one that came back decides",
        "Voir ce que décide le dernier revenu",
        "انظر ما تقرره آخر خطة عادت",
    ),
    # deciding
    "home_moving_decide": ("Decide row by row", "Décider ligne par ligne", "قرِّر صفًا صفًا"),
    "home_moving_decided_already": (
        "These are decided already. Change what is wrong; the rest is written as it stands.",
        "Ceci est déjà décidé. Changez ce qui est faux ; le reste est écrit tel quel.",
        "هذه مقرَّرة من قبل. غيِّر الخطأ، ويُكتب الباقي كما هو.",
    ),
    "home_moving_waits": ("waits", "en attente", "ينتظر"),
    "home_moving_undecided": ("not decided yet", "pas encore décidé", "لم يُقرَّر بعد"),
    "home_moving_as_planned": ("as planned", "comme prévu", "كما في الخطة"),
    "home_moving_proposal": ("what the plan proposes", "ce que propose le plan", "اقتراح الخطة"),
    "home_moving_keep_why": (
        "the whole row keeps its old labels",
        "toute la ligne garde ses anciens codes",
        "يبقى الصف كله برموزه القديمة",
    ),
    "home_moving_other": (
        "Or write other labels, parted by commas:",
        "Ou écrivez d’autres codes, séparés par des virgules :",
        "أو اكتب رموزًا أخرى تفصلها فواصل:",
    ),
    "home_moving_none_of_these": (
        "There are no such rows.",
        "Il n’y a pas de telles lignes.",
        "لا صفوف من هذا النوع.",
    ),
    "home_moving_page_of": (
        "{first} to {last} of {all}",
        "{first} à {last} sur {all}",
        "من {first} إلى {last} من أصل {all}",
    ),
    "home_moving_earlier": ("earlier ones", "précédentes", "السابقة"),
    "home_moving_later": ("further ones", "suivantes", "التالية"),
    "home_moving_save": ("Save and go on", "Enregistrer et continuer", "احفظ وتابع"),
    "home_moving_saved": (
        "{n} decision was saved.|{n} decisions were saved.",
        "{n} décision enregistrée.|{n} décisions enregistrées.",
        "قرارات حُفظت: {n}.",
    ),
    "home_moving_clash": (
        "{n} line was decided by somebody else meanwhile, and stays so. Look at it again.|{n} "
        "lines were decided by somebody else meanwhile, and stay so. Look at them again.",
        "{n} ligne a été décidée entre-temps par quelqu’un d’autre et reste ainsi. Regardez-la à "
        "nouveau.|{n} lignes ont été décidées entre-temps par quelqu’un d’autre et restent ainsi. "
        "Regardez-les à nouveau.",
        "سطور قررها غيرك في هذه الأثناء وتبقى كذلك: {n}. انظر فيها من جديد.",
    ),
    # a workbook that came back
    "home_moving_returned_n": (
        "{n} decision in it is new.|{n} decisions in it are new.",
        "{n} décision y est nouvelle.|{n} décisions y sont nouvelles.",
        "قرارات جديدة فيه: {n}.",
    ),
    "home_moving_returned_missing": (
        "{n} line was deleted in it: its row stays as it is.|"
        "{n} lines were deleted in it: their rows stay as they are.",
        "{n} ligne y a été supprimée : elle reste telle quelle.|"
        "{n} lignes y ont été supprimées : elles restent telles quelles.",
        "سطور حُذفت منه، وتبقى صفوفها كما هي: {n}.",
    ),
    "home_moving_returned_new": ("What it decides", "Ce qu’il décide", "ما يقرره"),
    "home_moving_instead": (
        "in place of “{name}”",
        "au lieu de « {name} »",
        "بدلًا من «{name}»",
    ),
    "home_moving_returned_hint": (
        "What is empty in it changes nothing. The workbook itself is kept.",
        "Ce qui y est vide ne change rien. Le classeur lui-même est gardé.",
        "ما هو فارغ فيه لا يغيّر شيئًا. ويُحفظ الملف نفسه.",
    ),
    "home_moving_take": ("Take these decisions", "Prendre ces décisions", "خذ هذه القرارات"),
    # what is written
    "home_moving_preview": (
        "Look at what would be written",
        "Voir ce qui serait écrit",
        "انظر ما الذي سيُكتب",
    ),
    "home_moving_would": (
        "{n} row would move to the new version.|{n} rows would move to the new version.",
        "{n} ligne passerait à la nouvelle version.|{n} lignes passeraient à la nouvelle version.",
        "صفوف ستُنقل إلى الإصدار الجديد: {n}.",
    ),
    "home_moving_nothing": (
        "There is nothing to move: what is left waits for a decision.",
        "Il n’y a rien à faire passer : le reste attend une décision.",
        "لا شيء ينقل: ما بقي ينتظر قرارًا.",
    ),
    "home_moving_state_moved": ("move", "passent", "تُنقل"),
    "home_moving_state_waits": ("wait for a decision", "attendent une décision", "تنتظر قرارًا"),
    "home_moving_state_done": ("moved already", "déjà passées", "نُقلت من قبل"),
    "home_moving_state_newest": ("newest already", "déjà récentes", "من الأحدث أصلًا"),
    "home_moving_state_not_coded": ("not coded", "non codées", "غير مرمَّزة"),
    "home_moving_state_refused": (
        "changed since the plan",
        "changées depuis le plan",
        "تغيَّرت بعد الخطة",
    ),
    "home_moving_write_hint": (
        "A copy is written beside the work; your harvest stays as it is. It can be taken back.",
        "Une copie est écrite avec le travail ; votre récolte reste telle quelle. On peut revenir "
        "en arrière.",
        "تُكتب نسخة مع العمل ويبقى حصادك كما هو. ويمكن التراجع.",
    ),
    "home_moving_write": (
        "Write the moved copies",
        "Écrire les copies passées",
        "اكتب النسخ المنقولة",
    ),
    "home_moving_not_moved": (
        "The last step of this harvest was no move, so there is nothing to take back.",
        "La dernière étape de cette récolte n’était pas un passage : rien à annuler.",
        "آخر خطوة في هذا الحصاد لم تكن نقلًا، فلا شيء للتراجع عنه.",
    ),
    "home_moving_trend": (
        "What became of each label",
        "Ce qu’est devenu chaque code",
        "ماذا صار بكل رمز",
    ),
    "home_moving_trend_why": (
        "Counts for each harvest, before and after, with what is decided so far.",
        "Nombres par récolte, avant et après, avec ce qui est décidé jusqu’ici.",
        "أعداد لكل حصاد، قبل وبعد، بما تقرر حتى الآن.",
    ),
    "home_moving_trend_open": ("Show the counts", "Montrer les nombres", "أظهر الأعداد"),
    # the commands at the foot
    "home_moving_do_plan": ("Plan", "Préparer", "إعداد الخطة"),
    "home_moving_do_apply": ("Write", "Écrire", "كتابة"),
    "home_moving_do_trend": ("Count", "Compter", "عدّ"),
    "home_moving_do_back": ("Take back", "Annuler", "تراجع"),
    # the jobs
    "home_job_plan": ("Planning the move", "Préparation du passage", "إعداد خطة النقل"),
    "home_job_move": ("Writing a moved copy", "Écriture d’une copie", "كتابة نسخة منقولة"),
    "home_job_move_back": ("Taking a move back", "Annulation d’un passage", "التراجع عن نقل"),
}
