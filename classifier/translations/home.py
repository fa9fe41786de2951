"""The words of the home page."""

from __future__ import annotations

HOME: dict[str, tuple[str, str, str]] = {
    # the frame
    "home_skip": ("Skip to the page", "Aller à la page", "الانتقال إلى الصفحة"),
    "home_close": ("Close the program", "Fermer le programme", "إغلاق البرنامج"),
    "home_same": ("The same by command:", "La même chose en commande :", "الأمر المقابل:"),
    "home_project": ("Project", "Projet", "المشروع"),
    "home_codebook": ("Codebook", "Livre de codes", "دليل الترميز"),
    "home_harvests": ("Harvests", "Récoltes", "الحصائد"),
    "home_model": ("Model", "Modèle", "النموذج"),
    "home_coding": ("Code a new harvest", "Coder une nouvelle récolte", "ترميز حصاد جديد"),
    "home_double": ("Two coders", "Deux codeurs", "مرمّزان"),
    "home_folder": ("Folder “{name}”", "Dossier « {name} »", "المجلد «{name}»"),
    "home_stays": (
        "everything stays on this computer",
        "tout reste sur cet ordinateur",
        "كل شيء يبقى على هذا الحاسوب",
    ),
    "home_empty": ("still empty", "encore vide", "ما زال فارغًا"),
    "home_next": ("Next:", "Ensuite :", "التالي:"),
    # where to begin
    "home_welcome": ("Welcome", "Bienvenue", "أهلًا بك"),
    "home_welcome_lead": (
        "A project is one folder that holds your codebook, your harvests and the work on them.",
        "Un projet est un dossier qui contient votre livre de codes, vos récoltes et le travail.",
        "المشروع مجلد واحد يضم دليل الترميز والحصائد والعمل عليها.",
    ),
    "home_project_name": (
        "What is your project called?",
        "Comment s’appelle votre projet ?",
        "ما اسم مشروعك؟",
    ),
    "home_begin_project": ("Begin", "Commencer", "ابدأ"),
    "home_where": (
        "A folder of this name is made in “{name}”.",
        "Un dossier de ce nom est créé dans « {name} ».",
        "يُنشأ مجلد بهذا الاسم في «{name}».",
    ),
    "home_open_project": ("Or open one", "Ou ouvrez-en un", "أو افتح مشروعًا"),
    "home_file_open": ("Open it in Excel", "L’ouvrir dans Excel", "افتحه في إكسل"),
    "home_look_again": ("Look again", "Regarder de nouveau", "انظر مرة أخرى"),
    "home_file_mend": (
        "Mend the file in Excel and save it under its name; then look again.",
        "Corrigez le fichier dans Excel et enregistrez-le sous son nom ; puis regardez de nouveau.",
        "أصلح الملف في إكسل واحفظه باسمه نفسه، ثم انظر مرة أخرى.",
    ),
    "home_file_opened": (
        "{name} is being opened in its own program.",
        "{name} s’ouvre dans son programme.",
        "يُفتح {name} في برنامجه.",
    ),
    "home_file_open_it": (
        "No program was found for {name}. Open it yourself: {place}",
        "Aucun programme n’a été trouvé pour {name}. Ouvrez-le vous-même : {place}",
        "لم يُعثر على برنامج لفتح {name}. افتحه بنفسك: {place}",
    ),
    "home_older_models": ("Older models", "Modèles précédents", "نماذج أقدم"),
    "home_learned_from": (
        "Learned from 1 fragment.|Learned from {n} fragments.",
        "Appris de 1 fragment.|Appris de {n} fragments.",
        "عدد المقاطع التي تعلم منها: {n}.",
    ),
    "home_use_again": ("Use it again", "L’utiliser de nouveau", "استعمله من جديد"),
    "home_model_used": (
        "{name} is in use from now on.",
        "{name} est utilisé à partir de maintenant.",
        "يُستعمل {name} من الآن.",
    ),
    "home_another": (
        "Open another project",
        "Ouvrir un autre projet",
        "افتح مشروعًا آخر",
    ),
    "home_open_already": (
        "The project {name} is open already. Go on in its window, or close it there first.",
        "Le projet {name} est déjà ouvert. Continuez dans sa fenêtre, ou fermez-le d’abord là-bas.",
        "المشروع {name} مفتوح بالفعل. تابع في نافذته، أو أغلقه هناك أولًا.",
    ),
    "home_open_zip": (
        "Or open one that was handed over",
        "Ou ouvrez-en un qu’on vous a remis",
        "أو افتح مشروعًا سُلِّم إليك",
    ),
    "home_zip": ("Its zip", "Son fichier zip", "ملف zip الخاص به"),
    "home_open_it": ("Open it", "L’ouvrir", "افتحه"),
    "home_zip_hint": (
        "It is unpacked into a new folder in “{name}”; up to 100 MB. Unpack a larger one there "
        "yourself, and it is listed here.",
        "Il est décompressé dans un nouveau dossier de « {name} » ; 100 Mo au plus. Décompressez-y "
        "vous-même un plus grand : il apparaîtra ici.",
        "يُفك في مجلد جديد داخل «{name}»؛ حتى 100 ميغابايت. ما هو أكبر فكه هناك بنفسك فيظهر هنا.",
    ),
    "home_name_missing": ("Write a name first.", "Écrivez d’abord un nom.", "اكتب اسمًا أولًا."),
    "home_empty_lead": (
        "Begin with harvests that your team has coded already. The program learns from them how "
        "you code.",
        "Commencez par des récoltes que votre équipe a déjà codées. Le programme y apprend votre "
        "façon de coder.",
        "ابدأ بحصائد رمَّزها فريقك من قبل. يتعلم البرنامج منها طريقتكم في الترميز.",
    ),
    "home_no_coded": (
        "No coded workbook at hand?",
        "Pas de classeur codé sous la main ?",
        "لا ملف مرمَّزًا لديك؟",
    ),
    "home_start_codebook": (
        "Start with a codebook",
        "Commencer par un livre de codes",
        "ابدأ بدليل ترميز",
    ),
    "home_start_codebook_why": (
        "from Excel, csv, yaml or QDA software.",
        "d’Excel, csv, yaml ou d’un logiciel d’analyse qualitative.",
        "من إكسل أو csv أو yaml أو برنامج تحليل نوعي.",
    ),
    "home_then": ("What comes then", "La suite", "ما يأتي بعد ذلك"),
    "home_then_codebook": (
        "Drafted from the codes in your files. You read the names and write what each means.",
        "Ébauché d’après les codes de vos fichiers. Vous écrivez ce que chacun veut dire.",
        "يُصاغ من الرموز في ملفاتك. تقرأ الأسماء وتكتب معنى كل منها.",
    ),
    "home_then_harvests": (
        "You see what each column was taken for, and say where it is wrong.",
        "Vous voyez comment chaque colonne a été comprise, et corrigez au besoin.",
        "ترى كيف فُهم كل عمود، وتصحح ما كان خطأ.",
    ),
    "home_then_model": (
        "Learns in a minute or two, then says in plain words what it is good for.",
        "Il apprend en une minute ou deux, puis dit simplement à quoi il est bon.",
        "يتعلم في دقيقة أو دقيقتين، ثم يقول بكلمات بسيطة فيمَ يفيد.",
    ),
    "home_then_coding": (
        "Suggestions for every fragment. You decide, here or in Excel.",
        "Des suggestions pour chaque fragment. Vous décidez, ici ou dans Excel.",
        "اقتراحات لكل مقطع. أنت تقرر، هنا أو في إكسل.",
    ),
    # files
    "home_drop_coded": (
        "Drop your coded workbooks here",
        "Déposez ici vos classeurs codés",
        "أفلت ملفاتك المرمَّزة هنا",
    ),
    "home_drop_any": (
        "Drop further harvests here, coded or new",
        "Déposez ici d’autres récoltes, codées ou nouvelles",
        "أفلت هنا حصائد أخرى، مرمَّزة أو جديدة",
    ),
    "home_drop_new": (
        "Drop the new harvest here",
        "Déposez ici la nouvelle récolte",
        "أفلت الحصاد الجديد هنا",
    ),
    "home_drop_codebook": (
        "Or drop a codebook that you have",
        "Ou déposez un livre de codes existant",
        "أو أفلت دليل ترميز لديك",
    ),
    "home_drop_codebook_hint": (
        "Excel, csv, yaml, or .qdc of QDA software.",
        "Excel, csv, yaml, ou .qdc d’un logiciel d’analyse qualitative.",
        "إكسل أو csv أو yaml أو ‎.qdc من برنامج تحليل نوعي.",
    ),
    "home_drop_hint": (
        "Excel or csv, up to 100 MB. They are copied into the project, stay on this computer and "
        "are never changed.",
        "Excel ou csv, 100 Mo au plus. Ils sont copiés dans le projet, restent sur cet ordinateur "
        "et ne sont jamais modifiés.",
        "إكسل أو csv، حتى 100 ميغابايت. تُنسخ إلى المشروع وتبقى على هذا الحاسوب ولا تُعدَّل أبدًا.",
    ),
    "home_choose_files": ("Choose files", "Choisir des fichiers", "اختر ملفات"),
    "home_choose_file": ("Choose a file", "Choisir un fichier", "اختر ملفًا"),
    "home_send": ("Take them in", "Les ajouter", "أضفها"),
    "home_sending": ("Being copied …", "Copie en cours …", "جارٍ النسخ …"),
    "home_no_file": (
        "Choose at least one file.",
        "Choisissez au moins un fichier.",
        "اختر ملفًا واحدًا على الأقل.",
    ),
    "home_one_file": (
        "Nothing was taken in: a project has one codebook. Choose one file.",
        "Rien n’a été ajouté : un projet a un seul livre de codes. Choisissez un seul fichier.",
        "لم يُضَف شيء: للمشروع دليل ترميز واحد. اختر ملفًا واحدًا.",
    ),
    "home_codebook_there": (
        "Nothing was taken in: the project has a codebook already.",
        "Rien n’a été ajouté : le projet a déjà un livre de codes.",
        "لم يُضَف شيء: للمشروع دليل ترميز بالفعل.",
    ),
    "home_codebook_settled": (
        "The program was ended while another codebook took the place of {name}: the other one "
        "counts, and {name} is in codebook-history.",
        "Le programme a été arrêté pendant qu’un autre livre de codes remplaçait {name} : l’autre "
        "compte, et {name} est dans codebook-history.",
        "أُغلق البرنامج بينما كان دليل ترميز آخر يحل محل {name}: الدليل الآخر هو المعتمد، "
        "و{name} محفوظ في codebook-history.",
    ),
    "home_too_many": (
        "1 file was too much at once and was not taken in: {name}. Drop it again.|"
        "{n} files were too many at once and were not taken in, the first of them {name}. "
        "Drop them again.",
        "1 fichier était de trop et n’a pas été ajouté : {name}. Déposez-le de nouveau.|"
        "{n} fichiers étaient de trop et n’ont pas été ajoutés, le premier étant {name}. "
        "Déposez-les de nouveau.",
        "الملفات التي زادت عن الحد ولم تُضَف: {n}، أولها {name}. أفلتها مرة أخرى.",
    ),
    "home_taken": ("In the project: {name}", "Dans le projet : {name}", "في المشروع: {name}"),
    # the cards
    "home_here": ("you are here", "vous êtes ici", "أنت هنا"),
    "home_later": ("later", "plus tard", "لاحقًا"),
    "home_ready": ("ready", "prêt", "جاهز"),
    "home_not_read": ("could not be read", "illisible", "تعذَّرت القراءة"),
    "home_open_codebook": ("Open the codebook", "Ouvrir le livre de codes", "افتح دليل الترميز"),
    "home_make_codebook": ("Make a codebook", "Créer un livre de codes", "أنشئ دليل ترميز"),
    "home_codebook_none": (
        "There is no codebook yet. It can be drafted from coded harvests.",
        "Pas encore de livre de codes. Il peut être ébauché d’après des récoltes codées.",
        "لا دليل ترميز بعد. يمكن صياغته من حصائد مرمَّزة.",
    ),
    "home_labels": ("1 label|{n} labels", "1 code|{n} codes", "الرموز: {n}"),
    "home_questions": ("1 question|{n} questions", "1 question|{n} questions", "الأسئلة: {n}"),
    "home_undefined": (
        "1 label has no definition. Write it, and coders and the model find it more often.|"
        "{n} labels have no definition. Write some, and coders and the model find them more often.",
        "1 code n’a pas de définition. Écrivez-la : codeurs et modèle le trouveront mieux.|"
        "{n} codes n’ont pas de définition. Écrivez-en : codeurs et modèle les trouveront mieux.",
        "رموز بلا تعريف: {n}. اكتب تعريفات ليجدها المرمِّزون والنموذج أكثر.",
    ),
    "home_all_defined": (
        "Every label has a definition.",
        "Chaque code a une définition.",
        "لكل رمز تعريف.",
    ),
    "home_add_harvest": ("Add a harvest", "Ajouter une récolte", "أضف حصادًا"),
    "home_harvests_none": (
        "There is no harvest yet. Drop the files of your team.",
        "Pas encore de récolte. Déposez les fichiers de votre équipe.",
        "لا حصاد بعد. أفلت ملفات فريقك.",
    ),
    "home_n_coded_files": (
        "1 coded file|{n} coded files",
        "1 fichier codé|{n} fichiers codés",
        "ملفات مرمَّزة: {n}",
    ),
    "home_n_new_files": (
        "1 new file|{n} new files",
        "1 nouveau fichier|{n} nouveaux fichiers",
        "ملفات جديدة: {n}",
    ),
    "home_fragments": ("1 fragment|{n} fragments", "1 fragment|{n} fragments", "المقاطع: {n}"),
    "home_of_them_coded": ("{n} coded", "{n} codés", "المرمَّز منها: {n}"),
    "home_unread": (
        "{name} could not be read. Its page says why.",
        "{name} n’a pas pu être lu. Sa page dit pourquoi.",
        "تعذَّرت قراءة {name}. صفحته تذكر السبب.",
    ),
    "home_see_why": ("See why", "Voir pourquoi", "انظر السبب"),
    "home_rows_to_mend": (
        "1 place needs a look|{n} places need a look",
        "1 endroit à revoir|{n} endroits à revoir",
        "مواضع تحتاج نظرة: {n}",
    ),
    "home_rows_in_use": (
        "All that could be read is in use. You can go on and come back to these.",
        "Tout ce qui a pu être lu est utilisé. Vous pouvez continuer et y revenir.",
        "كل ما أمكنت قراءته مستعمل. يمكنك المتابعة والعودة إليها.",
    ),
    "home_all_read": (
        "Every row could be read.",
        "Toutes les lignes sont lues.",
        "قُرئت كل الصفوف.",
    ),
    "home_model_ready": (
        "1 coded fragment is there to learn from.|{n} coded fragments are there to learn from.",
        "1 fragment codé est prêt pour l’apprentissage.|"
        "{n} fragments codés sont prêts pour l’apprentissage.",
        "المقاطع المرمَّزة الجاهزة للتعلم: {n}.",
    ),
    "home_model_none": (
        "It needs a codebook and coded fragments to learn from.",
        "Il lui faut un livre de codes et des fragments codés.",
        "يحتاج إلى دليل ترميز ومقاطع مرمَّزة ليتعلم منها.",
    ),
    "home_learn": ("Learn", "Apprendre", "تعلَّم"),
    "home_learn_again": ("Learn again", "Réapprendre", "تعلَّم من جديد"),
    "home_learned": (
        "{name} · learned from 1 fragment|{name} · learned from {n} fragments",
        "{name} · appris de 1 fragment|{name} · appris de {n} fragments",
        "{name} · عدد المقاطع التي تعلم منها: {n}",
    ),
    "home_coding_none": (
        "Suggestions need a model first.",
        "Les suggestions demandent d’abord un modèle.",
        "الاقتراحات تحتاج إلى نموذج أولًا.",
    ),
    "home_coding_no_harvest": (
        "No new harvest waits for codes. Drop one.",
        "Aucune nouvelle récolte n’attend de codes. Déposez-en une.",
        "لا حصاد جديدًا ينتظر الترميز. أفلت واحدًا.",
    ),
    "home_answered": (
        "{n} of {all} answered",
        "{n} sur {all} traités",
        "المجاب عنها: {n} من {all}",
    ),
    "home_left": (
        "1 fragment still waits for an answer.|{n} fragments still wait for an answer.",
        "1 fragment attend encore une réponse.|{n} fragments attendent encore une réponse.",
        "المقاطع التي تنتظر جوابًا: {n}.",
    ),
    "home_all_answered": (
        "Every fragment is answered. Write the coded workbook.",
        "Tous les fragments sont traités. Écrivez le classeur codé.",
        "أُجيب عن كل المقاطع. اكتب الملف المرمَّز.",
    ),
    "home_begin": ("Begin", "Commencer", "ابدأ العمل"),
    "home_go_on": ("Go on reviewing", "Continuer la relecture", "تابع المراجعة"),
    # the codebook
    "home_version": ("Version {version}", "Version {version}", "الإصدار {version}"),
    "home_then_learn": (
        "Then let a model learn.",
        "Puis lancez l’apprentissage.",
        "ثم دع نموذجًا يتعلم.",
    ),
    "home_label_list": ("Labels", "Codes", "الرموز"),
    "home_no_definition": ("no definition", "sans définition", "بلا تعريف"),
    "home_definition": ("What it means", "Ce que cela veut dire", "ما معناه"),
    "home_definition_hint": (
        "One or two sentences that a new coder would understand.",
        "Une ou deux phrases qu’un nouveau codeur comprendrait.",
        "جملة أو جملتان يفهمهما مرمِّز جديد.",
    ),
    "home_include": ("Counts", "Compte", "يدخل فيه"),
    "home_exclude": ("Belongs elsewhere", "Va ailleurs", "مكانه رمز آخر"),
    "home_examples": ("Examples", "Exemples", "أمثلة"),
    "home_examples_hint": (
        "In your own words, one short sentence a line; eight or more help most.",
        "Dans vos propres mots, une courte phrase par ligne ; huit ou plus aident le mieux.",
        "بكلماتك، جملة قصيرة في كل سطر؛ ثمانية أو أكثر تفيد أكثر.",
    ),
    "home_save": ("Save", "Enregistrer", "احفظ"),
    "home_save_hint": (
        "The codebook as it was is kept. The model in use does not know the change until it "
        "learns again.",
        "L’ancien livre de codes est gardé. Le modèle ignore le changement tant qu’il ne réapprend "
        "pas.",
        "يُحفظ الدليل كما كان. لا يعرف النموذج التغيير حتى يتعلم من جديد.",
    ),
    "home_saved": ("Saved.", "Enregistré.", "حُفظ."),
    "home_unchanged": (
        "Nothing was changed, so nothing was saved.",
        "Rien n’a changé, rien n’a été enregistré.",
        "لم يتغير شيء، فلم يُحفظ شيء.",
    ),
    "home_label_gone": (
        "The codebook has no such label any more, so nothing was saved.",
        "Ce code n’est plus dans le livre de codes : rien n’a été enregistré.",
        "لم يعد هذا الرمز في الدليل، فلم يُحفظ شيء.",
    ),
    # the editor
    "home_new_label": ("New label", "Nouveau code", "رمز جديد"),
    "home_add_label": ("Add the label", "Ajouter le code", "أضف الرمز"),
    "home_label_name": ("Name", "Nom", "الاسم"),
    "home_other_names": (
        "Other names in your files",
        "Autres noms dans vos fichiers",
        "أسماء أخرى في ملفاتك",
    ),
    "home_other_names_hint": (
        "Each on a line of its own. Older names are read anyway.",
        "Chacun sur une ligne. Les anciens noms sont lus de toute façon.",
        "كلٌّ في سطر. الأسماء القديمة تُقرأ على أي حال.",
    ),
    "home_older_names": ("older names:", "anciens noms :", "أسماء قديمة:"),
    "home_no_parent": ("none", "aucun", "لا شيء"),
    "home_choose": ("Choose …", "Choisir…", "اختر…"),
    "home_since": (
        "since version {version}",
        "depuis la version {version}",
        "منذ الإصدار {version}",
    ),
    "home_until": (
        "until version {version}",
        "jusqu’à la version {version}",
        "حتى الإصدار {version}",
    ),
    "home_taken_out": ("Taken out", "Retirés", "ما أُخرج"),
    "home_take_out": ("Take this label out", "Retirer ce code", "إخراج هذا الرمز"),
    "home_take_out_hint": (
        "It is offered no more. Rows that have it keep it until they are coded anew.",
        "Il n’est plus proposé. Les lignes qui l’ont le gardent jusqu’à un nouveau codage.",
        "لن يُعرض بعد ذلك. الصفوف التي تحمله تحتفظ به حتى يُعاد ترميزها.",
    ),
    "home_take_out_now": ("Take it out", "Le retirer", "أخرجه"),
    "home_what_done": ("What have you done?", "Qu’avez-vous fait ?", "ماذا فعلت؟"),
    "home_kind_corrected": ("Corrected", "Corrigé", "صُحِّح"),
    "home_kind_corrected_why": (
        "Same meaning, better words. Coded rows stay.",
        "Même sens, meilleurs mots. Les lignes codées restent.",
        "المعنى نفسه بكلمات أفضل. تبقى الصفوف المرمَّزة.",
    ),
    "home_kind_renamed": ("Renamed", "Renommé", "غُيِّر اسمه"),
    "home_kind_renamed_why": (
        "The old name is still read.",
        "L’ancien nom est toujours lu.",
        "يظل الاسم القديم مقروءًا.",
    ),
    "home_kind_split": ("Split", "Divisé", "قُسِّم"),
    "home_kind_split_why": (
        "Its rows will be looked at again.",
        "Ses lignes seront revues.",
        "ستُراجع صفوفه من جديد.",
    ),
    "home_kind_merged": ("Merged", "Fusionné", "دُمج"),
    "home_kind_merged_why": (
        "Rows of both become one label.",
        "Les lignes des deux deviennent un seul code.",
        "تصير صفوف الاثنين رمزًا واحدًا.",
    ),
    "home_split_into": ("Split into", "Divisé en", "قُسِّم إلى"),
    "home_split_into_hint": (
        "Each label on a line of its own; leave this one among them if it stays, narrower than "
        "before. A name that exists means that label.",
        "Chaque code sur une ligne ; laissez celui-ci s’il reste, plus étroit qu’avant. Un nom "
        "qui existe désigne ce code-là.",
        "كل رمز في سطر؛ أبقِ هذا بينها إن بقي بمعنى أضيق. والاسم الموجود يعني رمزه.",
    ),
    "home_merged_into": ("Merged into", "Fusionné dans", "دُمج في"),
    "home_saved_version": (
        "Saved as version {version}.",
        "Enregistré comme version {version}.",
        "حُفظ بالإصدار {version}.",
    ),
    "home_rows_nameless": (
        "Some coded rows name no harvest: they count as coded with the new version.",
        "Des lignes codées ne nomment aucune récolte : elles comptent pour la nouvelle version.",
        "صفوف مرمَّزة لا تسمي حصادها: تُعد مرمَّزة بالإصدار الجديد.",
    ),
    "home_not_saved": (
        "Not saved yet. What you wrote stands below.",
        "Pas encore enregistré. Ce que vous avez écrit est ci-dessous.",
        "لم يُحفظ بعد. ما كتبته في الأسفل.",
    ),
    "home_changed_meanwhile": (
        "Not saved: somebody has changed this label since you opened it. What you wrote stands "
        "below, and beside it what the codebook says now. Save again to keep yours.",
        "Pas enregistré : quelqu’un a changé ce code depuis que vous l’avez ouvert. Ce que vous "
        "avez écrit est ci-dessous, avec ce que dit maintenant le livre. Enregistrez de nouveau "
        "pour garder le vôtre.",
        "لم يُحفظ: غيَّر أحدهم هذا الرمز منذ فتحته. ما كتبته في الأسفل وبجانبه ما يقوله الدليل "
        "الآن. احفظ مرة أخرى لإبقاء ما كتبت.",
    ),
    "home_now_says": (
        "In the codebook now:",
        "Dans le livre maintenant :",
        "في الدليل الآن:",
    ),
    "home_about_label": ("About this label", "À propos de ce code", "عن هذا الرمز"),
    "home_n_examples": (
        "Examples: {n}. From {enough} on they help most.",
        "Exemples : {n}. À partir de {enough}, ils aident le mieux.",
        "الأمثلة: {n}. تفيد أكثر ابتداءً من {enough}.",
    ),
    "home_lint_no_definition": (
        "It has no definition. One sentence that says what counts helps coders and the program.",
        "Sans définition. Une phrase qui dit ce qui compte aide les codeurs et le programme.",
        "بلا تعريف. جملة تقول ما يدخل فيه تعين المرمِّزين والبرنامج.",
    ),
    "home_lint_few": (
        "It has fewer than {enough} examples. Short sentences in your own words are the cheapest "
        "way to better suggestions.",
        "Moins de {enough} exemples. De courtes phrases à vous sont le moyen le moins cher "
        "d’améliorer les suggestions.",
        "أمثلته أقل من {enough}. الجمل القصيرة بكلماتك أرخص طريق إلى اقتراحات أفضل.",
    ),
    "home_lint_no_parent": (
        "It belongs to nothing, so nothing follows from it.",
        "Il n’appartient à rien : rien n’en découle.",
        "لا ينتمي إلى شيء، فلا ينتج عنه شيء.",
    ),
    "home_seen": ("Seen in the harvests", "Vu dans les récoltes", "ما ورد في الحصائد"),
    "home_seen_hint": (
        "Sentences of rows with this label, never of confidential ones. Nothing is copied. As an "
        "example write your own sentence: these rows teach the program already.",
        "Phrases de lignes portant ce code, jamais confidentielles. Rien n’est copié. Comme "
        "exemple, écrivez votre propre phrase : le programme apprend déjà de ces lignes.",
        "جمل من صفوف تحمل هذا الرمز، لا من السرية أبدًا. لا يُنسخ شيء. اكتب مثالًا بكلماتك: "
        "فالبرنامج يتعلم من هذه الصفوف بالفعل.",
    ),
    "home_seen_show": ("Show them", "Les montrer", "أظهرها"),
    "home_seen_nothing": (
        "No coded harvest is there yet.",
        "Il n’y a pas encore de récolte codée.",
        "لا حصاد مرمَّزًا بعد.",
    ),
    "home_coded_times": (
        "Coded once.|Coded {n} times.",
        "Codé {n} fois.|Codé {n} fois.",
        "مرات الترميز: {n}.",
    ),
    "home_earlier": ("Earlier versions", "Versions antérieures", "إصدارات سابقة"),
    "home_earlier_lead": (
        "Each time the codebook changes, it is kept as it was. Choose one to see what has changed "
        "since.",
        "À chaque changement, le livre est gardé tel qu’il était. Choisissez-en un pour voir ce "
        "qui a changé depuis.",
        "كلما تغير الدليل حُفظ كما كان. اختر نسخة لترى ما تغير منذئذ.",
    ),
    "home_earlier_none": (
        "The codebook has not been changed here yet.",
        "Le livre de codes n’a pas encore été changé ici.",
        "لم يتغير الدليل هنا بعد.",
    ),
    "home_in_use": ("in use", "en usage", "المستخدم الآن"),
    "home_kept_until": (
        "in use until then",
        "en usage jusque-là",
        "استُخدم حتى ذلك الحين",
    ),
    "home_compare": ("What has changed since", "Ce qui a changé depuis", "ما تغير منذئذ"),
    "home_since_then": (
        "What has changed since then",
        "Ce qui a changé depuis lors",
        "ما تغير منذ ذلك الحين",
    ),
    "home_did_corrected": ("made by correcting", "né d’une correction de", "نتج عن تصحيح"),
    "home_did_renamed": ("made by renaming", "né d’un changement de nom de", "نتج عن تغيير اسم"),
    "home_did_split": ("made by splitting", "né d’une division de", "نتج عن تقسيم"),
    "home_did_merged": ("made by merging", "né d’une fusion de", "نتج عن دمج"),
    "home_did_retired": ("made by taking out", "né du retrait de", "نتج عن إخراج"),
    "home_did_added": ("made by adding to", "né d’un ajout à", "نتج عن إضافة إلى"),
    # what does not fit in a label
    "home_edit_no_name": (
        "A label needs a name.",
        "Un code a besoin d’un nom.",
        "لا بد للرمز من اسم.",
    ),
    "home_edit_no_letter": (
        "“{name}” has no letter and no digit to read it by.",
        "« {name} » n’a ni lettre ni chiffre pour le lire.",
        "ليس في «{name}» حرف ولا رقم يُقرأ به.",
    ),
    "home_edit_says_nothing": (
        "“{name}” says in the cells of harvests that nothing is coded or nothing fits: choose "
        "another name.",
        "« {name} » dit dans les récoltes que rien n’est codé ou que rien ne convient : choisissez "
        "un autre nom.",
        "«{name}» يعني في خلايا الحصائد أن لا شيء مرمَّز أو لا شيء مناسب: اختر اسمًا آخر.",
    ),
    "home_edit_taken": (
        "“{name}” already means the label “{other}”.",
        "« {name} » désigne déjà le code « {other} ».",
        "«{name}» يعني بالفعل الرمز «{other}».",
    ),
    "home_edit_long": (
        "This is too long: {n} signs, and at most {most} are kept.",
        "C’est trop long : {n} signes, et {most} au plus sont gardés.",
        "هذا أطول مما ينبغي: {n} حرفًا، ولا يُحفظ أكثر من {most}.",
    ),
    "home_edit_parent": (
        "Choose what it belongs to from the list.",
        "Choisissez dans la liste à quoi il appartient.",
        "اختر من القائمة ما ينتمي إليه.",
    ),
    "home_edit_no_kind": (
        "Say what you have done.",
        "Dites ce que vous avez fait.",
        "قل ماذا فعلت.",
    ),
    "home_edit_is_renamed": (
        "It was called “{name}” and has another name now: choose “Renamed”, or “Split” if it "
        "means less than before.",
        "Il s’appelait « {name} » et porte un autre nom : choisissez « Renommé », ou « Divisé » "
        "s’il désigne moins qu’avant.",
        "كان اسمه «{name}» وصار له اسم آخر: اختر «غُيِّر اسمه»، أو «قُسِّم» إن ضاق معناه.",
    ),
    "home_edit_same_name": (
        "Write the new name first: it is still the old one.",
        "Écrivez d’abord le nouveau nom : c’est encore l’ancien.",
        "اكتب الاسم الجديد أولًا: ما زال هو القديم.",
    ),
    "home_edit_name_stays": (
        "A label that is merged keeps its name: “{name}”.",
        "Un code fusionné garde son nom : « {name} ».",
        "الرمز المدموج يحتفظ باسمه: «{name}».",
    ),
    "home_edit_into_which": (
        "Choose the other label that it goes into.",
        "Choisissez l’autre code dans lequel il entre.",
        "اختر الرمز الآخر الذي يدخل فيه.",
    ),
    "home_edit_gone": (
        "“{name}” is a label that was taken out earlier.",
        "« {name} » est un code qui a été retiré auparavant.",
        "«{name}» رمز أُخرج من قبل.",
    ),
    "home_edit_two_pieces": (
        "Write two labels or more, each on a line of its own.",
        "Écrivez deux codes ou plus, chacun sur une ligne.",
        "اكتب رمزين أو أكثر، كلًّا في سطر.",
    ),
    "home_edit_own_name": (
        "Write “{name}” among them if this label stays; else leave its name as it was.",
        "Écrivez aussi « {name} » si ce code reste ; sinon laissez son nom tel quel.",
        "اكتب «{name}» بينها إن بقي هذا الرمز، وإلا فاترك اسمه كما كان.",
    ),
    "home_edit_below": (
        "Labels belong to it ({n}), such as “{name}”: first choose for them what else they "
        "belong to.",
        "Des codes en dépendent ({n}), comme « {name} » : choisissez d’abord à quoi ils "
        "appartiennent.",
        "تنتمي إليه رموز ({n})، مثل «{name}»: اختر لها أولًا ما تنتمي إليه.",
    ),
    "home_edit_last": (
        "It is the only label that is left here, so it stays.",
        "C’est le seul code qui reste ici : il est gardé.",
        "هو الرمز الوحيد الباقي هنا، فيبقى.",
    ),
    "home_edit_not_read": (
        "This would not be read again as it was written, so nothing was saved.",
        "Ceci ne serait pas relu comme il est écrit : rien n’a été enregistré.",
        "لن يُقرأ هذا كما كُتب، فلم يُحفظ شيء.",
    ),
    "home_worth_mending": ("Worth mending", "À améliorer", "ما يحسن إصلاحه"),
    "home_lint_none": (
        "Nothing stands out in this label.",
        "Rien à signaler pour ce code.",
        "لا شيء يلفت النظر في هذا الرمز.",
    ),
    "home_draft_lead": (
        "A codebook can be drafted from the codes in your files. It can be used as it is, and gets "
        "better with every definition.",
        "Un livre de codes peut être ébauché d’après les codes de vos fichiers. Il sert tel "
        "quel, et "
        "s’améliore avec chaque définition.",
        "يمكن صياغة دليل ترميز من الرموز في ملفاتك. يُستعمل كما هو، ويتحسن مع كل تعريف.",
    ),
    "home_draft": ("Draft the codebook", "Ébaucher le livre de codes", "صُغ دليل الترميز"),
    "home_draft_none": (
        "Drop coded harvests, and a codebook is drafted from them.",
        "Déposez des récoltes codées : un livre de codes en sera ébauché.",
        "أفلت حصائد مرمَّزة، فيُصاغ منها دليل ترميز.",
    ),
    # harvests
    "home_is_coded": ("coded", "codée", "مرمَّز"),
    "home_is_new": ("new", "nouvelle", "جديد"),
    "home_this_is": ("This harvest is", "Cette récolte est", "هذا الحصاد"),
    "home_coded_means": (
        "1 fragment has codes. The model learns from it.|"
        "{n} fragments have codes. The model learns from them.",
        "1 fragment a des codes. Le modèle en apprend.|"
        "{n} fragments ont des codes. Le modèle en apprend.",
        "المقاطع التي لها رموز: {n}. يتعلم النموذج منها.",
    ),
    "home_new_means": (
        "The model suggests codes for it. Codes in the file stay.",
        "Le modèle propose des codes. Ceux du fichier restent.",
        "يقترح النموذج رموزًا له. تبقى الرموز التي في الملف.",
    ),
    "home_columns": ("Columns and rows", "Colonnes et lignes", "الأعمدة والصفوف"),
    "home_code_it": ("Code it", "La coder", "رمِّزه"),
    "home_all_harvests": ("All harvests", "Toutes les récoltes", "كل الحصائد"),
    "home_rows": ("1 fragment|{n} fragments", "1 fragment|{n} fragments", "المقاطع: {n}"),
    "home_n_columns": ("1 column|{n} columns", "1 colonne|{n} colonnes", "الأعمدة: {n}"),
    "home_first_cells": (
        "First cells of this column",
        "Premières cellules de cette colonne",
        "أولى خلايا هذا العمود",
    ),
    "home_no_cells": ("empty", "vide", "فارغ"),
    "home_taken_for": ("{name} is taken for", "{name} est pris pour", "يُعد {name} من نوع"),
    "home_not_used": ("Kept, not read", "Gardée, non lue", "محفوظ ولا يُقرأ"),
    "home_read": ("Read", "Lues", "مقروءة"),
    "home_unread_columns": (
        "1 more column is kept and not read|{n} more columns are kept and not read",
        "1 autre colonne est gardée sans être lue|{n} autres colonnes sont gardées sans être lues",
        "أعمدة أخرى محفوظة ولا تُقرأ: {n}",
    ),
    "home_unread_why": (
        "The codes say what changed, not what the programme did: contributions and ratings are "
        "left "
        "aside on purpose.",
        "Les codes disent ce qui a changé, non ce que le programme a fait : contributions et notes "
        "sont laissées de côté exprès.",
        "الرموز تصف ما تغيَّر لا ما فعله البرنامج: تُترك المساهمات والتقييمات عن قصد.",
    ),
    "home_confidential_note": (
        "No cell of a confidential row is shown on this page.",
        "Aucune cellule d’une ligne confidentielle n’est montrée ici.",
        "لا تُعرض هنا أي خلية من صف سري.",
    ),
    "home_choose_columns": (
        "Say which column holds the outcome",
        "Dites quelle colonne contient l’effet",
        "حدِّد العمود الذي يحوي النتيجة",
    ),
    "home_columns_hint": (
        "The next file with these headings is read the same way.",
        "Le prochain fichier avec ces titres sera lu de même.",
        "يُقرأ الملف التالي بهذه العناوين بالطريقة نفسها.",
    ),
    "home_use_columns": ("Use these columns", "Utiliser ces colonnes", "استعمل هذه الأعمدة"),
    "home_problems": ("What to look at", "À regarder", "ما يحتاج نظرة"),
    "home_more_problems": ("And {n} more.", "Et {n} de plus.", "وغيرها: {n}."),
    "home_field_outcome": ("Outcome", "Effet", "النتيجة"),
    "home_field_significance": ("Significance", "Importance", "الأهمية"),
    "home_field_id": ("Id of the fragment", "Identifiant du fragment", "معرِّف المقطع"),
    "home_field_country": ("Country", "Pays", "البلد"),
    "home_field_harvest": ("Harvest", "Récolte", "الحصاد"),
    "home_field_year": ("Year", "Année", "السنة"),
    "home_field_coder": ("Coder", "Codeur", "المرمِّز"),
    "home_field_confidential": ("Confidential", "Confidentiel", "سري"),
    "home_field_merged": ("Whole story, merged", "Récit entier, fusionné", "القصة كاملة مدمجة"),
    "home_field_negative": ("Negative outcome", "Effet négatif", "نتيجة سلبية"),
    "home_field_status": ("Outcome or output", "Effet ou produit", "نتيجة أم ناتج"),
    # the model
    "home_learns_from": (
        "Learns from 1 coded fragment|Learns from {n} coded fragments",
        "Apprend de 1 fragment codé|Apprend de {n} fragments codés",
        "المقاطع المرمَّزة التي يتعلم منها: {n}",
    ),
    "home_few_coded": (
        "With fewer than {n} coded fragments nothing can be said of how good it is.",
        "Avec moins de {n} fragments codés, rien ne peut être dit de sa qualité.",
        "بأقل من {n} مقطعًا مرمَّزًا لا يمكن قول شيء عن جودته.",
    ),
    "home_model_of": ("The model {name}", "Le modèle {name}", "النموذج {name}"),
    "home_no_verdict": (
        "Nothing was measured of it.",
        "Rien n’a été mesuré.",
        "لم يُقَس شيء منه.",
    ),
    "home_use_it": (
        "Use it for a new harvest",
        "L’utiliser pour une nouvelle récolte",
        "استعمله لحصاد جديد",
    ),
    "home_report": ("The report", "Le rapport", "التقرير"),
    # jobs
    "home_job_draft": ("Drafting the codebook", "Ébauche du livre de codes", "صياغة دليل الترميز"),
    "home_job_learn": ("Learning", "Apprentissage", "التعلم"),
    "home_job_suggest": ("Suggesting codes", "Suggestion de codes", "اقتراح الرموز"),
    "home_job_waiting": (
        "Waits until the work before it is done",
        "Attend la fin du travail précédent",
        "ينتظر انتهاء العمل السابق",
    ),
    "home_job_elsewhere": (
        "Asked for by another person or on another computer; it does not run from here",
        "Demandé par quelqu’un d’autre ou sur un autre ordinateur ; rien ne s’exécute d’ici",
        "طلبه شخص آخر أو طُلب على حاسوب آخر؛ لا يعمل من هنا",
    ),
    "home_job_elsewhere_hint": (
        "If nobody is at it any more, cancel it and begin anew.",
        "Si personne ne s’en occupe plus, annulez et recommencez.",
        "إن لم يعد أحد يعمل عليه فألغه وابدأ من جديد.",
    ),
    "home_checking_others_decided": (
        "Also decided here by: {names}. What somebody else decided is carried over when they do "
        "it themselves.",
        "Aussi décidé ici par : {names}. Ce qu’une autre personne a décidé est reporté quand elle "
        "le fait elle-même.",
        "بتّ هنا أيضًا: {names}. ما بتّ فيه شخص آخر يُنقل حين ينقله بنفسه.",
    ),
    "home_checking_still_decided": (
        "1 row that was decided in an earlier list is open in this one: what was decided there "
        "counts. Write “keep” where that no longer holds.|"
        "{n} rows that were decided in an earlier list are open in this one: what was decided "
        "there counts. Write “keep” where that no longer holds.",
        "1 ligne décidée dans une liste antérieure est ouverte dans celle-ci : ce qui y a été "
        "décidé compte. Écrivez « garder » là où cela ne vaut plus.|"
        "{n} lignes décidées dans une liste antérieure sont ouvertes dans celle-ci : ce qui y a "
        "été décidé compte. Écrivez « garder » là où cela ne vaut plus.",
        "صفوف حُسمت في قائمة سابقة وهي مفتوحة في هذه: {n}. يُحتسب ما حُسم هناك. اكتب «إبقاء» حيث لم "
        "يعد ذلك صحيحًا.",
    ),
    "home_learn_missing": (
        "Not learned again: what the model was trained with has changed or is gone since "
        "({names}). Learn on the page “Model” first. Every answer is kept.",
        "Pas de nouvel apprentissage : ce dont le modèle a appris a changé ou n’est plus là "
        "({names}). Faites d’abord apprendre sur la page « Modèle ». Chaque réponse est gardée.",
        "لم يُعَد التعلّم: ما تعلّم منه النموذج تغيّر أو لم يعد موجودًا ({names}). شغّل التعلّم أولًا "
        "في صفحة «النموذج». كل الإجابات محفوظة.",
    ),
    "home_copying": (
        "A corrected copy of a harvest is being written just now. When that is done, do this "
        "again.",
        "Une copie corrigée d’une récolte est en cours d’écriture. Recommencez quand elle est "
        "terminée.",
        "تُكتب الآن نسخة مصحَّحة من أحد ملفات الحصاد. أعد هذا بعد أن تنتهي.",
    ),
    "home_newer": (
        "The corrected copy “{copy}” counts, and it was not made from {name} as it is now. What "
        "changed in {name} is not learned from, checked or moved.",
        "C’est la copie corrigée « {copy} » qui compte, et elle n’est pas issue de {name} tel "
        "qu’il est maintenant. Ce qui a changé dans {name} n’est ni appris, ni vérifié, ni "
        "déplacé.",
        "النسخة المصحَّحة «{copy}» هي المعتمدة، ولم تُصنع من {name} بحالته الحالية. ما تغيّر في "
        "{name} لا يُتعلَّم منه ولا يُراجَع ولا يُنقل.",
    ),
    "home_newer_why": (
        "If you let it count, the corrected copies stay in the folder, set aside: what was decided "
        "in them counts no longer.",
        "Si vous le faites compter, les copies corrigées restent dans le dossier, mises de côté : "
        "ce qui y a été décidé ne compte plus.",
        "إن اعتمدته بقيت النسخ المصحَّحة في المجلد موضوعة جانبًا: ما تقرر فيها لا يُعتمد بعد ذلك.",
    ),
    "home_newer_count": ("Let {name} count", "Faire compter {name}", "اعتمد {name}"),
    "home_newer_wait": (
        "Something is still at work. When it is done, do this again.",
        "Un travail est encore en cours. Recommencez quand il est terminé.",
        "ما زال عمل جاريًا. أعد هذا بعد أن ينتهي.",
    ),
    "home_newer_done": (
        "{name} counts now. Its corrected copies lie in {folder}, set aside.",
        "{name} compte maintenant. Ses copies corrigées sont dans {folder}, mises de côté.",
        "صار {name} هو المعتمد. نسخه المصحَّحة في {folder} موضوعة جانبًا.",
    ),
    "home_job_begins": ("Begins …", "Commence …", "يبدأ …"),
    "home_job_failed": ("{what}: it did not work", "{what} : échec", "{what}: لم ينجح"),
    "home_job_cancelled": ("{what}: cancelled", "{what} : annulé", "{what}: أُلغي"),
    "home_minutes_left": (
        "about 1 minute left for this step|about {n} minutes left for this step",
        "encore environ 1 minute pour cette étape|encore environ {n} minutes pour cette étape",
        "الدقائق الباقية لهذه الخطوة تقريبًا: {n}",
    ),
    "home_job_goes_on": (
        "You may close this page: the work goes on. What was there before stays in use until it "
        "is done.",
        "Vous pouvez fermer cette page : le travail continue. L’ancien état sert jusqu’à la fin.",
        "يمكنك إغلاق هذه الصفحة: يستمر العمل، ويبقى ما كان مستعملًا حتى ينتهي.",
    ),
    "home_cancel": ("Cancel", "Annuler", "ألغِ"),
    # a new harvest
    "home_coding_lead": (
        "Read each fragment and decide. After every 30 answers the model learns from you.",
        "Lisez chaque fragment et décidez. Toutes les 30 réponses, le modèle apprend de vous.",
        "اقرأ كل مقطع وقرِّر. بعد كل 30 جوابًا يتعلم النموذج منك.",
    ),
    "home_changed": (
        "Of your last 30 answers, 1 changed a suggestion: the model still learns from you.|"
        "Of your last 30 answers, {n} changed a suggestion: the model still learns from you.",
        "De vos 30 dernières réponses, 1 a changé une suggestion : le modèle apprend encore.|"
        "De vos 30 dernières réponses, {n} ont changé une suggestion : le modèle apprend encore.",
        "من آخر 30 جوابًا عدد ما غيَّر اقتراحًا: {n}. ما زال النموذج يتعلم منك.",
    ),
    "home_changed_little": (
        "Your last 30 answers changed little: 1 suggestion became another.|"
        "Your last 30 answers changed little: {n} suggestions became others.",
        "Vos 30 dernières réponses ont peu changé : 1 suggestion est devenue autre.|"
        "Vos 30 dernières réponses ont peu changé : {n} suggestions sont devenues autres.",
        "آخر 30 جوابًا لم تغيِّر إلا القليل: {n} من الاقتراحات.",
    ),
    "home_review_here": ("Review here", "Relire ici", "راجع هنا"),
    "home_in_excel": ("Or decide in Excel", "Ou décidez dans Excel", "أو قرِّر في إكسل"),
    "home_in_excel_why": (
        "A workbook with the suggestions beside the texts.",
        "Un classeur avec les suggestions à côté des textes.",
        "ملف إكسل فيه الاقتراحات بجانب النصوص.",
    ),
    "home_suggest": ("Make the workbook", "Créer le classeur", "أنشئ الملف"),
    "home_suggest_again": ("Make it anew", "Le refaire", "أنشئه من جديد"),
    "home_download_suggested": (
        "Download the workbook",
        "Télécharger le classeur",
        "نزِّل الملف",
    ),
    "home_job_hand_over": (
        "Packing the project",
        "Emballage du projet",
        "جمع المشروع في ملف واحد",
    ),
    "home_further": ("When it is coded", "Quand c’est codé", "بعد الترميز"),
    "home_hand_over": (
        "Hand over this project",
        "Transmettre ce projet",
        "تسليم هذا المشروع",
    ),
    "home_hand_over_short": (
        "One zip file, with the texts or without.",
        "Un seul fichier zip, avec les textes ou sans.",
        "ملف zip واحد، مع النصوص أو بدونها.",
    ),
    "home_hand_over_lead": (
        "The project goes into one zip file. Unpacked, it is a project that anybody can open.",
        "Le projet tient dans un fichier zip. Décompressé, c’est un projet que chacun peut ouvrir.",
        "يوضع المشروع في ملف zip واحد. وبعد فكه يكون مشروعًا يمكن لأي شخص فتحه.",
    ),
    "home_hand_over_without": ("Without the texts", "Sans les textes", "بدون النصوص"),
    "home_hand_over_without_why": (
        "Codebook, models, log, and reports that quote nothing. Examples in the codebook may have "
        "been copied out of a harvest: look at them first.",
        "Livre de codes, modèles, journal, et rapports qui ne citent rien. Des exemples du livre "
        "de codes peuvent venir d’une récolte : relisez-les d’abord.",
        "دليل الترميز والنماذج والسجل والتقارير التي لا تقتبس شيئًا. قد تكون أمثلة في الدليل "
        "منسوخة من حصاد: راجعها أولًا.",
    ),
    "home_hand_over_with": ("With all texts", "Avec tous les textes", "مع كل النصوص"),
    "home_hand_over_with_why": (
        "Harvests and the work on them too, confidential rows among them: send it only to whoever "
        "may read them.",
        "Les récoltes et le travail aussi, lignes confidentielles comprises : ne l’envoyez qu’à "
        "qui peut les lire.",
        "الحصائد والعمل عليها أيضًا، ومنها الصفوف السرية: لا ترسله إلا لمن يحق له قراءتها.",
    ),
    "home_hand_over_make": ("Make the zip file", "Créer le fichier zip", "أنشئ ملف zip"),
    "home_hand_over_again": ("Make it anew", "Le refaire", "أنشئه من جديد"),
    "home_hand_over_download": (
        "Download the zip file",
        "Télécharger le fichier zip",
        "نزِّل ملف zip",
    ),
    "home_hand_over_left_out": ("What was left out", "Ce qui a été laissé", "ما الذي تُرك"),
    "home_job_finish": (
        "Writing the coded workbook",
        "Écriture du classeur codé",
        "كتابة الملف المرمَّز",
    ),
    "home_drop_reviewed": (
        "Drop it here when it is reviewed",
        "Déposez-le ici une fois relu",
        "أفلته هنا بعد مراجعته",
    ),
    "home_drop_reviewed_hint": (
        "You see what it changes before anything is written.",
        "Vous verrez ce qu’il change avant que rien ne soit écrit.",
        "ترى ما يغيِّره قبل أن يُكتب شيء.",
    ),
    "home_reviewed": ("The reviewed workbook", "Le classeur relu", "الملف بعد المراجعة"),
    "home_reviewed_last": (
        "See what the last one that came back says",
        "Voir ce que dit le dernier revenu",
        "انظر ما يقوله آخر ملف عاد",
    ),
    "home_reviewed_n": (
        "1 decision will be written.|{n} decisions will be written.",
        "1 décision sera écrite.|{n} décisions seront écrites.",
        "القرارات التي ستُكتب: {n}.",
    ),
    "home_reviewed_left": (
        "1 row is left unchanged, since it is undecided.|"
        "{n} rows are left unchanged, since they are undecided.",
        "1 ligne reste inchangée, car elle n’est pas décidée.|"
        "{n} lignes restent inchangées, car elles ne sont pas décidées.",
        "الصفوف التي تبقى كما هي لأنها لم تُحسم: {n}.",
    ),
    "home_reviewed_discuss": (
        "1 row is kept for a talk.|{n} rows are kept for a talk.",
        "1 ligne est gardée pour en discuter.|{n} lignes sont gardées pour en discuter.",
        "الصفوف المتروكة للنقاش: {n}.",
    ),
    "home_reviewed_kept": (
        "1 row keeps a code that it has.|{n} rows keep a code that they have.",
        "1 ligne garde un code qu’elle a.|{n} lignes gardent un code qu’elles ont.",
        "الصفوف التي تحتفظ برمز لديها: {n}.",
    ),
    "home_reviewed_missing": (
        "1 row is not in the workbook any more.|{n} rows are not in the workbook any more.",
        "1 ligne n’est plus dans le classeur.|{n} lignes ne sont plus dans le classeur.",
        "الصفوف التي لم تعد في الملف: {n}.",
    ),
    "home_reviewed_see": (
        "See what it changes",
        "Voir ce qu’il change",
        "انظر ما يغيِّره",
    ),
    "home_workbook_waits": (
        "The workbook that came back has 1 answered fragment, which is not written yet.|"
        "The workbook that came back has {n} answered fragments, which are not written yet.",
        "Le classeur revenu a 1 fragment traité, qui n’est pas encore écrit.|"
        "Le classeur revenu a {n} fragments traités, qui ne sont pas encore écrits.",
        "في الملف الذي عاد مقاطع أُجيب عنها ولم تُكتب بعد: {n}.",
    ),
    "home_reviewed_changed": (
        "Decided otherwise than suggested",
        "Décidé autrement que suggéré",
        "ما قُرِّر بخلاف الاقتراح",
    ),
    "home_reviewed_hint": (
        "Your harvest stays as it is: the codes are written into a copy.",
        "Votre récolte reste telle quelle : les codes sont écrits dans une copie.",
        "يبقى حصادك كما هو: تُكتب الرموز في نسخة.",
    ),
    "home_reviewed_take": (
        "Write the coded workbook",
        "Écrire le classeur codé",
        "اكتب الملف المرمَّز",
    ),
    "home_coded_workbook": ("The coded workbook", "Le classeur codé", "الملف المرمَّز"),
    "home_export": ("Write it", "L’écrire", "اكتبه"),
    "home_export_again": ("Write it anew", "Le réécrire", "اكتبه من جديد"),
    "home_coded_stale": (
        "Answers were given since it was written: write it anew before you use it.",
        "Des réponses ont été données depuis : réécrivez-le avant de l’utiliser.",
        "أُعطيت أجوبة منذ كتابته: اكتبه من جديد قبل استعماله.",
    ),
    "home_download_coded": ("Download it", "Le télécharger", "نزِّله"),
    "home_other_harvests": (
        "Other new harvests",
        "Autres nouvelles récoltes",
        "حصائد جديدة أخرى",
    ),
}
