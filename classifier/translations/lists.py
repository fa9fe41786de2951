"""The words of lists handed out for decisions: an audit's worklist, coders' workbooks."""

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
    # the worklist's sheets, and what its guide and cells say
    "worklist": ("Worklist", "Liste de travail", "قائمة العمل"),
    "worklist_guide": ("Read me", "À lire", "اقرأني"),
    "worklist_title": ("Rows worth a look", "Lignes à regarder", "صفوف تستحق نظرة"),
    "worklist_opening": (
        "This list was made by a program that knows the codebook but not the context. It compares "
        "how similar texts were coded. A row on the list is not a mistake; people who know the "
        "story often have a reason that is not in the text.",
        "Cette liste vient d’un programme qui connaît le livre de codes, mais pas le contexte. Il "
        "compare le codage de textes semblables. Une ligne de la liste n’est pas une erreur ; qui "
        "connaît l’histoire a souvent une raison qui n’est pas dans le texte.",
        "أعدّ هذه القائمة برنامج يعرف دليل الترميز ولا يعرف السياق. وهو يقارن كيف رُمِّزت نصوص "
        "متشابهة. وجود صف في القائمة ليس خطأ؛ فمن يعرف القصة كثيرًا ما يكون لديه سبب ليس في النص.",
    ),
    "worklist_begin": (
        "Begin at the top: the codes that are likeliest to change come first. Each row shows the "
        "text of its fragment; a confidential one is read in its own file.",
        "Commencez en haut : les codes qui changeront le plus probablement viennent d’abord. "
        "Chaque ligne montre le texte de son fragment ; un fragment confidentiel se lit dans son "
        "propre fichier.",
        "ابدأ من الأعلى: تأتي أولًا الرموز الأرجح أن تتغير. يعرض كل صف نص مقطعه؛ أما المقطع السري "
        "فيُقرأ في ملفه.",
    ),
    "worklist_by_fragment": (
        "To read each fragment only once, sort by the column In the fragment instead, the largest "
        "first: the fragments with the most to change come first.",
        "Pour ne lire chaque fragment qu’une fois, triez plutôt par la colonne Dans le fragment, "
        "le plus grand d’abord : les fragments où il y a le plus à changer viennent d’abord.",
        "لقراءة كل مقطع مرة واحدة فقط، رتِّب بحسب العمود «في المقطع» من الأكبر: تأتي أولًا المقاطع "
        "التي فيها أكثر ما يتغير.",
    ),
    "worklist_choose": (
        "Choose “keep”, “change” or “discuss” in the column Decision. An empty cell is undecided.",
        "Choisissez « garder », « changer » ou « à discuter » dans la colonne Décision. Une "
        "cellule vide n’est pas décidée.",
        "اختر «إبقاء» أو «تغيير» أو «للنقاش» في عمود القرار. الخلية الفارغة لم يُقرَّر فيها شيء.",
    ),
    "worklist_names": (
        "If neither reading fits, or there is no other, write the names that fit.",
        "Si aucune lecture ne va, ou s’il n’y en a pas d’autre, écrivez les noms qui vont.",
        "إن لم تناسب أي من القراءتين، أو لم توجد أخرى، فاكتب الأسماء المناسبة.",
    ),
    "worklist_clusters": (
        "Clusters that follow from the types need no decision: they are changed along with these.",
        "Les groupes qui découlent des types ne demandent pas de décision : ils changent avec eux.",
        "المجموعات التي تتبع الأنواع لا تحتاج إلى قرار: فهي تتغير معها.",
    ),
    "worklist_keep_nr": (
        "Rows may be sorted, filtered and deleted; please leave the column Nr as it is.",
        "Les lignes peuvent être triées, filtrées et supprimées ; merci de laisser la colonne N° "
        "telle quelle.",
        "يمكن ترتيب الصفوف وتصفيتها وحذفها؛ يُرجى ترك عمود «الرقم» كما هو.",
    ),
    "worklist_carry": (
        "To carry the decisions over:  {command}",
        "Pour reporter les décisions :  {command}",
        "لنقل القرارات:  {command}",
    ),
    "worklist_prompt": (
        "keep: what is recorded stays.\nchange: to the other reading.\ndiscuss: keep it for a "
        "talk.\nOr names, parted by commas; “+ name” adds to what is recorded, “- name” takes "
        "away.\nEmpty: undecided.",
        "garder : rien ne change.\nchanger : pour l’autre lecture.\nà discuter : à voir ensemble.\n"
        "Ou des noms, séparés par des virgules ; « + nom » ajoute, « - nom » retire.\n"
        "Vide : non décidé.",
        "إبقاء: يبقى المسجَّل.\nتغيير: إلى القراءة الأخرى.\nللنقاش: يُترك للحديث عنه.\nأو أسماء "
        "تفصل بينها فواصل؛ «+ اسم» يضيف و«- اسم» يحذف.\nفارغة: لا قرار بعد.",
    ),
    "keep_word": ("keep", "garder", "إبقاء"),
    "change_word": ("change", "changer", "تغيير"),
    "support_strong": ("strong", "fort", "قوي"),
    "support_some": ("some", "moyen", "متوسط"),
    "support_little": ("little", "faible", "قليل"),
    # why a code is worth a second look
    "no_label": ("(no label)", "(aucun code)", "(لا رمز)"),
    "why_missing": (
        "The text may also speak of {labels}: {support} support.",
        "Le texte parle peut-être aussi de {labels} : appui {support}.",
        "قد يتحدث النص أيضًا عن {labels}: سند {support}.",
    ),
    "why_unsupported": (
        "Little in the text speaks for {labels}.",
        "Peu de choses dans le texte parlent pour {labels}.",
        "قليل في النص ما يدل على {labels}.",
    ),
    "why_unsupported_alike": (
        "Little in the text speaks for {labels}; similar fragments are recorded without it.",
        "Peu de choses dans le texte parlent pour {labels} ; des fragments semblables sont "
        "enregistrés sans lui.",
        "قليل في النص ما يدل على {labels}؛ ومقاطع مشابهة مسجَّلة من دونه.",
    ),
    "why_exchanged": (
        "Recorded as {recorded}; another reading is {other}. Which one fits?",
        "Enregistré comme {recorded} ; une autre lecture est {other}. Laquelle va ?",
        "مسجَّل على أنه {recorded}؛ وقراءة أخرى هي {other}. أيهما أنسب؟",
    ),
    "why_codebook": (
        "The codebook: {hint}.",
        "Le livre de codes : {hint}.",
        "دليل الترميز: {hint}.",
    ),
    "why_id_says": ("The FragmentID says", "Le FragmentID dit", "يقول FragmentID"),
    "why_coder_reads": ("Another coder reads", "Un autre codeur lit", "يقرأ مرمِّز آخر"),
    "why_coders_read": (
        "The other coders read",
        "Les autres codeurs lisent",
        "يقرأ المرمِّزون الآخرون",
    ),
    "why_also": ("also {labels}", "aussi {labels}", "أيضًا {labels}"),
    "why_not": ("not {labels}", "pas {labels}", "ليس {labels}"),
    "why_both": ("Both may be right.", "Les deux peuvent être justes.", "قد يصح كلاهما."),
    "why_template": (
        "Nearly the words of {other}; the texts differ only in names and numbers, as with a "
        "template for several places, which is fine. The codes differ: is that meant?",
        "Presque les mots de {other} ; les textes ne diffèrent que par des noms et des nombres, "
        "comme un modèle pour plusieurs lieux, ce qui est normal. Les codes diffèrent : est-ce "
        "voulu ?",
        "تكاد تكون كلمات {other}؛ ولا يختلف النصان إلا في أسماء وأرقام، كنموذج لعدة أماكن، وهذا "
        "لا بأس به. الرموز مختلفة: هل هذا مقصود؟",
    ),
    "why_twins": (
        "Seems to tell the same outcome as {other}, which is coded differently.",
        "Semble raconter le même effet que {other}, qui est codé autrement.",
        "يبدو أنه يحكي النتيجة نفسها التي في {other}، المرمَّز على نحو مختلف.",
    ),
    "why_not_in_version": (
        "The row is in the words of version {version}, which did not have {labels} yet.",
        "La ligne est dans les mots de la version {version}, qui n’avait pas encore {labels}.",
        "الصف بألفاظ الإصدار {version}، الذي لم يكن فيه {labels} بعد.",
    ),
    "why_rare_pair": (
        "{labels} are recorded together here and in no other fragment. Do both fit?",
        "{labels} sont enregistrés ensemble ici et dans aucun autre fragment. Les deux vont-ils ?",
        "{labels} مسجَّلان معًا هنا وليس في أي مقطع آخر. هل يناسب كلاهما؟",
    ),
    "why_no_flag": (
        "Not marked as negative, though most outcomes with {labels} are.",
        "N’est pas marqué comme négatif, alors que la plupart des effets avec {labels} le sont.",
        "ليس معلَّمًا بأنه سلبي، مع أن معظم النتائج التي فيها {labels} كذلك.",
    ),
    "why_flag": (
        "Marked as negative, yet without {labels}, which most negative outcomes have.",
        "Marqué comme négatif, mais sans {labels}, que la plupart des effets négatifs ont.",
        "معلَّم بأنه سلبي، لكن دون {labels}، وهو ما في معظم النتائج السلبية.",
    ),
    "why_copied": (
        "The same labels as in the {n} rows from row {first} on: copied down?",
        "Les mêmes codes que dans les {n} lignes à partir de la ligne {first} : recopiés ?",
        "الرموز نفسها التي في الصفوف ({n}) ابتداءً من الصف {first}: هل نُسخت نزولًا؟",
    ),
    "reading_clusters": (
        "the clusters that the types call for",
        "les groupes que demandent les types",
        "المجموعات التي تقتضيها الأنواع",
    ),
    "reading_type": ("a type, or no cluster", "un type, ou pas de groupe", "نوع، أو لا مجموعة"),
    "reading_outcome": (
        "an outcome, or no codes",
        "un effet, ou pas de codes",
        "نتيجة، أو لا رموز",
    ),
    "reading_label": (
        "a label of the codebook",
        "un code du livre de codes",
        "رمز من دليل الترميز",
    ),
    "reading_column": (
        "the same labels in their own column",
        "les mêmes codes dans leur propre colonne",
        "الرموز نفسها في عمودها",
    ),
    "reading_version": (
        "a label that this version of the codebook had",
        "un code que cette version du livre de codes avait",
        "رمز كان في هذا الإصدار من دليل الترميز",
    ),
    "reading_flag": (
        "the flag or the labels otherwise",
        "la marque ou les codes autrement",
        "العلامة أو الرموز على نحو آخر",
    ),
    "reading_one": ("one of the two", "l’un des deux", "أحدهما"),
    "reading_own": ("labels of its own", "ses propres codes", "رموز خاصة به"),
    # what a check found, by its kind; it quotes what stands in the row
    "check_column": ("{column}: {said}", "{column} : {said}", "{column}: {said}"),
    "check_cluster_missing": (
        "The types call for {quoted}, which is not there. Add it, or look at the types again.",
        "Les types demandent {quoted}, qui n’y est pas. Ajoutez-le, ou revoyez les types.",
        "الأنواع تقتضي {quoted}، وهو غير موجود. أضفه، أو أعد النظر في الأنواع.",
    ),
    "check_cluster_surplus": (
        "{quoted} follows from none of the types. Remove it, or add the type that is missing.",
        "{quoted} ne découle d’aucun des types. Retirez-le, ou ajoutez le type qui manque.",
        "{quoted} لا يترتب على أي من الأنواع. احذفه، أو أضف النوع الناقص.",
    ),
    "check_cluster_without_type": (
        "{quoted} stands there, but the row has no type. Add the type, or remove the cluster.",
        "{quoted} y figure, mais la ligne n’a pas de type. Ajoutez le type, ou retirez le groupe.",
        "{quoted} موجود، لكن لا نوع في الصف. أضف النوع، أو احذف المجموعة.",
    ),
    "check_output_coded": (
        "The row is filed as an output, yet {quoted} is coded. If something changed it is an "
        "outcome; if nothing did, empty the codes.",
        "La ligne est classée comme produit, pourtant {quoted} est codé. Si quelque chose a "
        "changé, c’est un effet ; sinon, videz les codes.",
        "الصف مسجَّل كمُخرَج، ومع ذلك {quoted} مرمَّز. إن تغيَّر شيء فهو نتيجة؛ وإلا فأفرغ الرموز.",
    ),
    "check_unknown_label": (
        "{quoted} is no label of the codebook. Correct the cell, or add the name to the codebook.",
        "{quoted} n’est pas un code du livre de codes. Corrigez la cellule, ou ajoutez le nom au "
        "livre de codes.",
        "{quoted} ليس رمزًا من دليل الترميز. صحِّح الخلية، أو أضف الاسم إلى دليل الترميز.",
    ),
    "check_wrong_column": (
        "It holds labels that belong under {quoted}. Move them there.",
        "Elle contient des codes qui vont sous {quoted}. Déplacez-les.",
        "فيها رموز مكانها {quoted}. انقلها إليه.",
    ),
    "check_perhaps": ("Perhaps {quoted}?", "Peut-être {quoted} ?", "لعله {quoted}؟"),
    "check_long_text": ("a long text", "un long texte", "نص طويل"),
}
