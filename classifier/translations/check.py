"""What a check finds in a harvest that could be read, and what to do about it."""

from __future__ import annotations

CHECK: dict[str, tuple[str, str, str]] = {
    # columns that are not there
    "checked_no_column": (
        "has no column {columns}.",
        "n’a pas de colonne {columns}.",
        "ليس فيه عمود {columns}.",
    ),
    "checked_and_no": ("{first} and no {last}", "{first} ni {last}", "{first} ولا {last}"),
    "checked_without_id": (
        "without “{name}” rows go by their number, so that a second coder's row is not found",
        "sans “{name}”, les lignes sont désignées par leur numéro, et celle d’un second codeur "
        "n’est pas retrouvée",
        "من دون “{name}” تُعرف الصفوف بأرقامها، فلا يُعثر على صف مرمِّز ثانٍ",
    ),
    "checked_without_harvest": (
        "without “{name}” figures cannot hold harvests apart, and may be too good",
        "sans “{name}”, les chiffres ne séparent pas les récoltes et peuvent être trop beaux",
        "من دون “{name}” لا تفصل الأرقام بين الحصائد، وقد تكون أفضل من الواقع",
    ),
    "checked_without_country": (
        "without “{name}” figures cannot hold countries apart, and may be too good",
        "sans “{name}”, les chiffres ne séparent pas les pays et peuvent être trop beaux",
        "من دون “{name}” لا تفصل الأرقام بين البلدان، وقد تكون أفضل من الواقع",
    ),
    "checked_without_outcome": (
        "without “{name}” the outcome is taken from the merged story",
        "sans “{name}”, l’effet est pris dans le récit fusionné",
        "من دون “{name}” تؤخذ النتيجة من القصة المدمجة",
    ),
    "checked_without_significance": (
        "without “{name}” suggestions rest on the outcome alone",
        "sans “{name}”, les suggestions reposent sur l’effet seul",
        "من دون “{name}” تقوم الاقتراحات على النتيجة وحدها",
    ),
    "checked_without_derived": (
        "without “{name}” it follows from the types",
        "sans “{name}”, il découle des types",
        "من دون “{name}” ينتج عن الأنواع",
    ),
    "checked_one_and_another": ("{first}; {last}", "{first} ; {last}", "{first}؛ {last}"),
    "checked_costs": ("{costs}.", "{costs}.", "{costs}."),
    "checked_rename": (
        "If one of these is meant, rename it: {names}.",
        "Si l’une de celles-ci est la bonne, renommez-la : {names}.",
        "إن كان أحد هذه هو المقصود فغيِّر اسمه: {names}.",
    ),
    "checked_rename_on_page": (
        "If one of these is meant, choose above what it holds: {names}.",
        "Si l’une de celles-ci est la bonne, choisissez plus haut ce qu’elle contient : {names}.",
        "إن كان أحد هذه هو المقصود فاختر في الأعلى ما يحويه: {names}.",
    ),
    "checked_few_groups": (
        "{why}, so whole groups cannot be held out in training.",
        "{why} : des groupes entiers ne peuvent donc pas être mis de côté à l’apprentissage.",
        "{why}، فلا يمكن استبعاد مجموعات كاملة عند التعلُّم.",
    ),
    "groups_coded": (
        "The coded fragments {why}",
        "Les fragments codés {why}",
        "المقاطع المرمَّزة {why}",
    ),
    "groups_come_from": ("come from {groups}", "viennent de {groups}", "مصدرها {groups}"),
    "groups_country": ("{n} country|{n} countries", "{n} pays|{n} pays", "البلدان ({n})"),
    "groups_harvest": ("{n} harvest|{n} harvests", "{n} récolte|{n} récoltes", "الحصائد ({n})"),
    "groups_no_country": ("name no country", "ne nomment aucun pays", "لا تذكر بلدًا"),
    "groups_no_harvest": ("name no harvest", "ne nomment aucune récolte", "لا تذكر حصادًا"),
    "groups_no_country_harvest": (
        "name no country and no harvest",
        "ne nomment ni pays ni récolte",
        "لا تذكر بلدًا ولا حصادًا",
    ),
    "groups_third_country": (
        "more than a third of them belong to one country",
        "plus d’un tiers d’entre eux sont d’un seul pays",
        "أكثر من ثلثها من بلد واحد",
    ),
    "groups_third_harvest": (
        "more than a third of them belong to one harvest",
        "plus d’un tiers d’entre eux sont d’une seule récolte",
        "أكثر من ثلثها من حصاد واحد",
    ),
    "groups_third_country_harvest": (
        "more than a third of them belong to one country and harvest",
        "plus d’un tiers d’entre eux sont d’un seul pays et d’une seule récolte",
        "أكثر من ثلثها من بلد واحد وحصاد واحد",
    ),
    "groups_lower_country": (
        "Figures for a new country will be somewhat lower.",
        "Les chiffres pour un nouveau pays seront un peu plus bas.",
        "ستكون الأرقام لبلد جديد أدنى بعض الشيء.",
    ),
    "groups_lower_harvest": (
        "Figures for a new harvest will be somewhat lower.",
        "Les chiffres pour une nouvelle récolte seront un peu plus bas.",
        "ستكون الأرقام لحصاد جديد أدنى بعض الشيء.",
    ),
    "groups_fill_in_country": (
        "Fill in Country to measure that.",
        "Remplissez le pays pour le mesurer.",
        "املأ البلد لقياس ذلك.",
    ),
    "groups_fill_in_harvest": (
        "Fill in Harvest to measure that.",
        "Remplissez la récolte pour le mesurer.",
        "املأ الحصاد لقياس ذلك.",
    ),
    "groups_fill_in_country_harvest": (
        "Fill in Country and Harvest to measure that.",
        "Remplissez le pays et la récolte pour le mesurer.",
        "املأ البلد والحصاد لقياس ذلك.",
    ),
    "groups_more_country": (
        "Fragments of more countries would measure that: {needed} groups are needed, none with "
        "more than a third of the fragments.",
        "Des fragments de plus de pays le mesureraient : il faut {needed} groupes, dont aucun "
        "n’a plus d’un tiers des fragments.",
        "مقاطع من بلدان أكثر تقيس ذلك: عدد المجموعات اللازمة {needed}، ولا تضم أي منها أكثر من "
        "ثلث المقاطع.",
    ),
    "groups_more_harvest": (
        "Fragments of more harvests would measure that: {needed} groups are needed, none with "
        "more than a third of the fragments.",
        "Des fragments de plus de récoltes le mesureraient : il faut {needed} groupes, dont aucun "
        "n’a plus d’un tiers des fragments.",
        "مقاطع من حصائد أكثر تقيس ذلك: عدد المجموعات اللازمة {needed}، ولا تضم أي منها أكثر من "
        "ثلث المقاطع.",
    ),
    "groups_more_country_harvest": (
        "Fragments of more countries or harvests would measure that: {needed} groups are needed, "
        "none with more than a third of the fragments.",
        "Des fragments de plus de pays ou de récoltes le mesureraient : il faut {needed} groupes, "
        "dont aucun n’a plus d’un tiers des fragments.",
        "مقاطع من بلدان أو حصائد أكثر تقيس ذلك: عدد المجموعات اللازمة {needed}، ولا تضم أي منها "
        "أكثر من ثلث المقاطع.",
    ),
    "checked_wrong_column": (
        "holds labels that belong under “{column}”.",
        "contient des codes qui vont sous “{column}”.",
        "فيه رموز مكانها تحت “{column}”.",
    ),
    "checked_wrong_column_hint": (
        "Move them there, and fill in the {field}.",
        "Déplacez-les là-bas, et remplissez ici : {field}.",
        "انقلها إلى هناك، واملأ هذا الحقل: {field}.",
    ),
    # codes that contradict each other, a status, a version or the id
    "checked_no_type": (
        "has {names} but the row has no type.",
        "contient {names}, mais la ligne n’a pas de type.",
        "فيه {names}، لكن الصف بلا نوع.",
    ),
    "checked_no_type_hint": (
        "Add the type, or remove the cluster.",
        "Ajoutez le type, ou retirez le groupe.",
        "أضف النوع، أو احذف المجموعة.",
    ),
    "checked_cluster_lacks": (
        "lacks {names}, which the types call for.",
        "ne contient pas {names}, que les types appellent.",
        "ينقصه {names}، والأنواع تستدعيه.",
    ),
    "checked_cluster_empty": (
        "is empty, though the types call for {names}.",
        "est vide, alors que les types appellent {names}.",
        "فارغ، مع أن الأنواع تستدعي {names}.",
    ),
    "checked_cluster_add": (
        "Add the cluster, or look at the types again.",
        "Ajoutez le groupe, ou revoyez les types.",
        "أضف المجموعة، أو راجع الأنواع.",
    ),
    "checked_cluster_surplus": (
        "has {names}, which follows from none of the types.",
        "contient {names}, ce qui ne découle d’aucun des types.",
        "فيه {names}، ولا ينتج ذلك عن أي من الأنواع.",
    ),
    "checked_cluster_remove": (
        "Remove the cluster, or add the type that is missing.",
        "Retirez le groupe, ou ajoutez le type qui manque.",
        "احذف المجموعة، أو أضف النوع الناقص.",
    ),
    "checked_output_coded": (
        "files the row as an output, yet “{title}” is coded.",
        "classe la ligne comme produit, et pourtant “{title}” est codé.",
        "يعدّ الصف مُخرَجًا، ومع ذلك رُمِّز “{title}”.",
    ),
    "checked_output_coded_hint": (
        "If something changed it is an outcome; if nothing did, empty the codes.",
        "Si quelque chose a changé, c’est un effet ; sinon, videz les codes.",
        "إن تغيَّر شيء فهو نتيجة، وإلا فأفرغ الرموز.",
    ),
    "checked_older_version": (
        "{n} row is coded in the words of version {version}, and read as such.|"
        "{n} rows are coded in the words of version {version}, and read as such.",
        "{n} ligne est codée dans les mots de la version {version}, et lue ainsi.|"
        "{n} lignes sont codées dans les mots de la version {version}, et lues ainsi.",
        "صفوف مرمَّزة بكلمات الإصدار {version} وقُرئت كذلك: {n}.",
    ),
    "checked_older_rows": (
        "{n} row is coded in the words of version {version}, and read as such: row {rows}.|"
        "{n} rows are coded in the words of version {version}, and read as such: rows {rows}.",
        "{n} ligne est codée dans les mots de la version {version}, et lue ainsi : ligne {rows}.|"
        "{n} lignes sont codées dans les mots de la version {version}, et lues ainsi : lignes "
        "{rows}.",
        "صفوف مرمَّزة بكلمات الإصدار {version} وقُرئت كذلك: {n} (الصفوف: {rows}).",
    ),
    "checked_older_version_hint": (
        "`classifier relabel plan` moves them to version {version}.",
        "`classifier relabel plan` les fait passer à la version {version}.",
        "ينقلها `classifier relabel plan` إلى الإصدار {version}.",
    ),
    "checked_older_version_hint_on_page": (
        "The page “The codebook has changed” moves them to version {version}.",
        "La page « Le livre de codes a changé » les fait passer à la version {version}.",
        "تنقلها صفحة «تغيَّر دليل الترميز» إلى الإصدار {version}.",
    ),
    "checked_objective_differs": (
        "says {coded}, but the FragmentID says {said}.",
        "dit {coded}, mais le FragmentID dit {said}.",
        "يقول {coded}، لكن FragmentID يقول {said}.",
    ),
    "checked_country_differs": (
        "says {country}, but the FragmentID says {said} ({code}).",
        "dit {country}, mais le FragmentID dit {said} ({code}).",
        "يقول {country}، لكن FragmentID يقول {said} ({code}).",
    ),
    "checked_which_is_right": (
        "Find out which of the two is right, and correct the other.",
        "Cherchez lequel des deux est juste, et corrigez l’autre.",
        "تبيَّن أيهما الصحيح، وصحِّح الآخر.",
    ),
    # what tells who somebody is
    "checked_email": (
        "holds an e-mail address ({words}).",
        "contient une adresse électronique ({words}).",
        "فيه عنوان بريد إلكتروني ({words}).",
    ),
    "checked_phone": (
        "holds what looks like a phone number ({words}).",
        "contient ce qui semble être un numéro de téléphone ({words}).",
        "فيه ما يشبه رقم هاتف ({words}).",
    ),
    "checked_redact": (
        "Write <redacted> in its place.",
        "Écrivez <redacted> à sa place.",
        "اكتب <redacted> مكانه.",
    ),
    "checked_redact_merged": (
        "Write <redacted> in its place, in the merged text too.",
        "Écrivez <redacted> à sa place, dans le texte fusionné aussi.",
        "اكتب <redacted> مكانه، وفي النص المدمج أيضًا.",
    ),
    "checked_half_name": (
        "may show half a name: {half}.",
        "montre peut-être la moitié d’un nom : {half}.",
        "قد يُظهر نصف اسم: {half}.",
    ),
    "checked_half_place": (
        "may show half of a place's name: {half}.",
        "montre peut-être la moitié d’un nom de lieu : {half}.",
        "قد يُظهر نصف اسم مكان: {half}.",
    ),
    "checked_delete_half": (
        "If it belongs to the name, delete it.",
        "S’il fait partie du nom, supprimez-le.",
        "إن كان من الاسم فاحذفه.",
    ),
    "checked_delete_half_merged": (
        "If it belongs to the name, delete it, in the merged text too.",
        "S’il fait partie du nom, supprimez-le, dans le texte fusionné aussi.",
        "إن كان من الاسم فاحذفه، وفي النص المدمج أيضًا.",
    ),
    "checked_half": ("{beside} ({words})", "{beside} ({words})", "{beside} ({words})"),
    "checked_before_tag": ("{letter} {tag}", "{letter} {tag}", "\u2068{letter} {tag}\u2069"),
    "checked_after_tag": ("{tag} {letter}", "{tag} {letter}", "\u2068{tag} {letter}\u2069"),
    "checked_some_letters": ("a word", "un mot", "كلمة"),
    "checked_words": (
        "word {places}|words {places}",
        "mot {places}|mots {places}",
        "الكلمات: {places}",
    ),
    # texts
    "checked_empty_outcome": (
        "is empty; only the significance can be read.",
        "est vide ; seule l’importance peut être lue.",
        "فارغ؛ لا يمكن قراءة غير الأهمية.",
    ),
    "checked_empty_outcome_hint": (
        "Write here what changed; suggestions rest on it most.",
        "Écrivez ici ce qui a changé ; les suggestions reposent surtout là-dessus.",
        "اكتب هنا ما تغيَّر، فعليه تقوم الاقتراحات قبل غيره.",
    ),
    "checked_output_told": (
        "begins with a training or workshop that was held; that alone is an output.",
        "commence par une formation ou un atelier tenu ; cela seul est un produit.",
        "يبدأ بتدريب أو ورشة أُقيمت؛ وهذا وحده مُخرَج.",
    ),
    "checked_output_told_hint": (
        "Tell what somebody did differently afterwards, or file the row as an output.",
        "Dites ce que quelqu’un a fait autrement ensuite, ou classez la ligne comme produit.",
        "اذكر ما فعله أحد على نحو مختلف بعد ذلك، أو صنِّف الصف مُخرَجًا.",
    ),
    "checked_same_text": (
        "has the same texts as {earlier}, {fragment}.",
        "a les mêmes textes que {earlier}, {fragment}.",
        "له نصوص {earlier} نفسها، \u2068{fragment}\u2069.",
    ),
    "checked_and_of_more": (
        "{fragment} (and of {n} more)",
        "{fragment} (et {n} de plus)",
        "{fragment} (وغيره: {n})",
    ),
    "checked_same_text_hint": (
        "Delete one of the two rows, or write what sets them apart.",
        "Supprimez l’une des deux lignes, ou écrivez ce qui les distingue.",
        "احذف أحد الصفين، أو اكتب ما يميِّز بينهما.",
    ),
    "checked_near_text": (
        "is nearly the text of {earlier}, {fragment}.",
        "est presque le texte de {earlier}, {fragment}.",
        "يكاد يكون نص {earlier}، \u2068{fragment}\u2069.",
    ),
    "checked_near_text_hint": (
        "It may be the same outcome told twice, or a template; both are kept.",
        "C’est peut-être le même effet raconté deux fois, ou un modèle ; les deux sont gardés.",
        "قد تكون النتيجة نفسها مرويّة مرتين، أو قالبًا؛ وكلاهما محفوظ.",
    ),
}
