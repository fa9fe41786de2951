"""The words of the review page."""

from __future__ import annotations

PAGE: dict[str, tuple[str, str, str]] = {
    # the steps of a command
    "stage_reading_the_texts": ("Reading the texts", "Lecture des textes", "قراءة النصوص"),
    "stage_checking_the_reader": (
        "Checking the reader",
        "Vérification du lecteur",
        "فحص القارئ",
    ),
    "stage_learning": ("Learning", "Apprentissage", "التعلّم"),
    "stage_measuring": (
        "Measuring how good it is",
        "Mesure de la qualité",
        "قياس الجودة",
    ),
    "stage_measuring_forward_in_time": (
        "Measuring on later harvests",
        "Mesure sur les récoltes suivantes",
        "القياس على حصادات لاحقة",
    ),
    "stage_measuring_the_learning_curve": (
        "Measuring what more fragments would bring",
        "Mesure de ce qu’apporteraient d’autres fragments",
        "قياس ما تضيفه مقاطع أكثر",
    ),
    "stage_measuring_simpler_ways": (
        "Measuring simpler ways",
        "Mesure de méthodes plus simples",
        "قياس طرق أبسط",
    ),
    "stage_measuring_what_examples_bring": (
        "Measuring what examples bring",
        "Mesure de ce qu’apportent les exemples",
        "قياس ما تضيفه الأمثلة",
    ),
    "stage_measuring_what_each_encoder_brings": (
        "Measuring what each encoder brings",
        "Mesure de ce qu’apporte chaque encodeur",
        "قياس ما يضيفه كل مشفّر",
    ),
    "stage_suggesting": ("Suggesting codes", "Proposition des codes", "اقتراح الرموز"),
    "stage_planning": ("Planning", "Préparation du plan", "إعداد الخطة"),
    "stage_writing": ("Writing", "Écriture", "الكتابة"),
    # the frame
    "title": ("Review", "Relecture", "المراجعة"),
    "skip": ("Skip to the fragment", "Aller au fragment", "الانتقال إلى المقطع"),
    "progress": ("{n} of {all} fragments", "{n} fragments sur {all}", "المقاطع: {n} من {all}"),
    "overview": ("Overview", "Vue d’ensemble", "نظرة عامة"),
    "export": ("Export", "Exporter", "تصدير"),
    "keys": ("Keys", "Touches", "المفاتيح"),
    "review": ("Fragments", "Fragments", "المقاطع"),
    "quit": ("End the program", "Quitter le programme", "إنهاء البرنامج"),
    "ended": (
        "The program has ended. Every answer is kept; this window can be closed.",
        "Le programme est arrêté. Toutes les réponses sont gardées ; vous pouvez fermer.",
        "انتهى البرنامج. كل الإجابات محفوظة، ويمكنك إغلاق هذه النافذة.",
    ),
    "coder": ("Coder: {name}", "Codeur : {name}", "المرمِّز: {name}"),
    "settings": ("Settings", "Réglages", "الإعدادات"),
    "language": ("Language", "Langue", "اللغة"),
    "comma": (",", ",", "،"),
    "colon": (":", "\u00a0:", ":"),
    "too_large": (
        "That is too much at once.",
        "C’est trop à la fois.",
        "هذا أكثر مما يُقبل دفعة واحدة.",
    ),
    "too_large_hint": (
        "At most {n} MB of files are taken at once, and nothing was taken of these. Send fewer "
        "files at once, or take pictures and other sheets out of a workbook.",
        "Au plus {n} Mo de fichiers sont pris à la fois, et rien n’a été pris de ceux-ci. Envoyez "
        "moins de fichiers à la fois, ou retirez d’un classeur images et autres feuilles.",
        "لا يُقبل دفعة واحدة أكثر من {n} ميغابايت، ولم يؤخذ من هذه الملفات شيء. أرسل ملفات أقل، "
        "أو احذف من المصنف الصور والأوراق الأخرى.",
    ),
    "refused": (
        "This address is not yours to open, or the program was started anew. Open the address "
        "that it printed in the terminal.",
        "Cette adresse n’est pas valable, ou le programme a été relancé. Ouvrez l’adresse "
        "affichée dans le terminal.",
        "هذا العنوان غير متاح لك، أو أُعيد تشغيل البرنامج. افتح العنوان الذي عرضه البرنامج في "
        "نافذة الأوامر.",
    ),
    "not_found": ("There is no such page.", "Cette page n’existe pas.", "هذه الصفحة غير موجودة."),
    "first_page": ("Go to the first page", "Aller à la première page", "انتقل إلى الصفحة الأولى"),
    "broken": (
        "Something went wrong in the program. Answers given so far are kept.",
        "Le programme a rencontré une erreur. Les réponses données sont gardées.",
        "حدث خطأ في البرنامج. الإجابات المسجَّلة حتى الآن محفوظة.",
    ),
    "reading": (
        "The harvest is being read. The first fragment appears by itself.",
        "Lecture de la récolte en cours. Le premier fragment apparaîtra de lui-même.",
        "تجري قراءة الحصاد. سيظهر المقطع الأول تلقائيًا.",
    ),
    "first_meanwhile": (
        "The first fragment, as read so far. You can answer it once all rows are read.",
        "Le premier fragment, tel qu’il est lu jusqu’ici. Vous pourrez y répondre quand toutes les "
        "lignes seront lues.",
        "المقطع الأول كما قُرئ حتى الآن. يمكنك الإجابة عنه بعد قراءة كل الصفوف.",
    ),
    "not_opened": (
        "It could not be opened. The window in which the program was started says why.",
        "L’ouverture a échoué. La fenêtre où le programme a été lancé dit pourquoi.",
        "تعذَّر الفتح. النافذة التي شُغِّل منها البرنامج تذكر السبب.",
    ),
    "starting": ("Open the review", "Ouvrir la relecture", "فتح المراجعة"),
    # one fragment
    "outcome": ("Outcome", "Effet", "النتيجة"),
    "significance": ("Significance", "Importance", "الأهمية"),
    "no_text": ("Nothing is written here.", "Rien n’est écrit ici.", "لا نص هنا."),
    "contribution": (
        "Contribution of the programme",
        "Contribution du programme",
        "مساهمة البرنامج",
    ),
    "contribution_why": (
        "Folded away on purpose: the codes say what changed, not what the programme did.",
        "Replié exprès : les codes disent ce qui a changé, non ce que le programme a fait.",
        "مطوية عن قصد: الرموز تصف ما تغيَّر، لا ما فعله البرنامج.",
    ),
    "additional": ("Additional information", "Informations complémentaires", "معلومات إضافية"),
    "confidential": ("Confidential", "Confidentiel", "سري"),
    "confidential_why": (
        "Its words are shown here and in its own workbook, nowhere else.",
        "Son texte n’apparaît qu’ici et dans son propre classeur.",
        "لا يظهر نصه إلا هنا وفي ملفه الأصلي.",
    ),
    "negative": ("Negative outcome", "Effet négatif", "نتيجة سلبية"),
    "output": ("Filed as an output", "Classé comme produit", "مسجَّل كمُخرَج"),
    "from_merged": (
        "The texts were cut out of the merged field.",
        "Les textes ont été extraits du champ fusionné.",
        "استُخرجت النصوص من الحقل المدمج.",
    ),
    "row": ("Row {n}", "Ligne {n}", "الصف {n}"),
    "fragment_of": ("Fragment {n} of {all}", "Fragment {n} sur {all}", "المقطع {n} من {all}"),
    "taken_out": (
        "taken out of the text: {what}",
        "retiré du texte : {what}",
        "حُذف من النص: {what}",
    ),
    "similar": (
        "Coded fragments like this one",
        "Fragments codés semblables",
        "مقاطع مرمَّزة شبيهة بهذا المقطع",
    ),
    "similar_note": (
        "How others were coded; never confidential ones.",
        "Comment d’autres ont été codés ; jamais de fragments confidentiels.",
        "كيف رُمِّزت مقاطع أخرى؛ ولا تُعرض المقاطع السرية أبدًا.",
    ),
    "similar_no_text": (
        "Start with --coded FILE to read their texts here.",
        "Lancez avec --coded FICHIER pour lire leurs textes ici.",
        "شغِّل البرنامج مع \u200e--coded FILE\u200e لتقرأ نصوصها هنا.",
    ),
    "similar_hidden": (
        "Hidden until you have chosen.",
        "Masqués jusqu’à votre choix.",
        "مخفية حتى تختار.",
    ),
    # answers
    "answers": ("Your answer", "Votre réponse", "إجابتك"),
    "state_open": ("open", "à traiter", "لم يُجَب عنه"),
    "state_decided": ("answered", "traité", "أُجيب عنه"),
    "state_none": ("none fits", "aucun ne convient", "لا رمز مناسب"),
    "state_discuss": ("to discuss", "à discuter", "للنقاش"),
    "likely": ("likely", "probable", "مرجَّح"),
    "possible": ("possible", "possible", "ممكن"),
    "unsure": (
        "The model is unsure here: a person has to choose.",
        "Le modèle hésite : à vous de choisir.",
        "البرنامج غير متأكد هنا: عليك أنت أن تختار.",
    ),
    "not_readable": (
        "The model cannot read this text: a person has to choose.",
        "Le modèle ne peut pas lire ce texte : à vous de choisir.",
        "لا يستطيع البرنامج قراءة هذا النص: عليك أنت أن تختار.",
    ),
    "uncalibrated": (
        "Too little is coded, or the coded texts are too alike, for probabilities: the order "
        "means something, the numbers do not.",
        "Trop peu de textes codés, ou des textes trop semblables, pour des probabilités : seul "
        "l’ordre a un sens.",
        "النصوص المرمَّزة قليلة جدًا أو متشابهة جدًا، فلا يمكن حساب احتمالات: الترتيب له معنى، "
        "والأرقام لا معنى لها.",
    ),
    "no_model": (
        "Nothing is proposed for this fragment.",
        "Rien n’est proposé pour ce fragment.",
        "لا اقتراح لهذا المقطع.",
    ),
    "few": (
        "only {n} example|only {n} examples",
        "{n} exemple seulement|{n} exemples seulement",
        "مثال واحد فقط|مثالان فقط|{n} أمثلة فقط|{n} مثالًا فقط",
    ),
    "like": ("like {names}", "comme {names}", "يشبه {names}"),
    "probability": ("probability {p}", "probabilité {p}", "الاحتمال {p}"),
    "meaning": ("Meaning", "Définition", "التعريف"),
    "include": ("Counts", "Inclut", "يشمل"),
    "exclude": ("Belongs elsewhere", "Relève d’ailleurs", "لا يشمل"),
    "examples": ("Examples", "Exemples", "أمثلة"),
    "no_definition": (
        "The codebook gives no definition.",
        "Le livre de codes ne donne pas de définition.",
        "لا تعريف له في دليل الترميز.",
    ),
    "follows": (
        "{title}, from your choice:",
        "{title}, d’après votre choix :",
        "{title}، بحسب اختيارك:",
    ),
    "follows_none": ("none yet", "rien encore", "لا شيء بعد"),
    "lean": (
        "the model leans to {names}",
        "le modèle penche pour {names}",
        "يميل البرنامج إلى {names}",
    ),
    "take": ("Tick what is likely", "Cocher ce qui est probable", "اختيار المرجَّح"),
    "none_fits": ("None fits", "Aucun ne convient", "لا شيء مناسب"),
    "discuss": ("Discuss", "À discuter", "للنقاش"),
    "find": ("Another label …", "Autre code …", "رمز آخر…"),
    "find_in": (
        "Find a label of any target",
        "Chercher un code de n’importe quelle cible",
        "البحث عن رمز في جميع المحاور",
    ),
    "find_hint": (
        "Type a part of its name or id; Enter ticks the marked one, Escape closes.",
        "Tapez une partie du nom ou de l’identifiant ; Entrée coche, Échap ferme.",
        "اكتب جزءًا من اسمه أو معرِّفه؛ مفتاح Enter يختار المحدَّد، وEscape يغلق.",
    ),
    "new_for": (
        "Not in the codebook yet? Note what you typed as a new label for:",
        "Absent du livre de codes ? Notez ces mots comme nouveau code pour :",
        "غير موجود في دليل الرموز؟ دوِّن ما كتبته رمزًا جديدًا في:",
    ),
    "new_noted": (
        "Not in the codebook yet:",
        "Absent du livre de codes :",
        "غير موجود في دليل الرموز بعد:",
    ),
    "take_back": ("Take back", "Retirer", "سحب"),
    "found": (
        "{n} label fits|{n} labels fit",
        "{n} code trouvé|{n} codes trouvés",
        "الرموز المطابقة: {n}",
    ),
    "note": ("Note", "Note", "ملاحظة"),
    "keep_note": ("Keep the note", "Garder la note", "حفظ الملاحظة"),
    "accept": ("Accept and go on", "Accepter et continuer", "قبول ومتابعة"),
    "go_on": ("Go on", "Continuer", "متابعة"),
    "show": (
        "Show what the model proposes",
        "Voir les propositions du modèle",
        "عرض ما يقترحه البرنامج",
    ),
    "enter_accepts": (
        "Enter accepts: {names}",
        "Entrée accepte : {names}",
        "مفتاح Enter يقبل: {names}",
    ),
    "enter_goes": (
        "All answered: Enter goes on.",
        "Tout est traité : Entrée continue.",
        "أُجيب عن كل شيء: مفتاح Enter يتابع.",
    ),
    "enter_waits": (
        "Nothing to accept: choose, or go on with →.",
        "Rien à accepter : choisissez, ou continuez avec →.",
        "لا شيء يُقبل: اختر، أو تابع بالمفتاح ←.",
    ),
    "enter_shows": (
        "All answered: Enter shows what the model proposes.",
        "Tout est traité : Entrée montre les propositions.",
        "أُجيب عن كل شيء: مفتاح Enter يعرض ما يقترحه البرنامج.",
    ),
    # arrows to the next fragment and the one before, as the page is read
    "forward": ("→", "→", "←"),
    "back": ("←", "←", "→"),
    "previous": ("Previous", "Précédent", "السابق"),
    "next": ("Next", "Suivant", "التالي"),
    "undo": ("Undo", "Annuler", "تراجع"),
    "jump": ("Jump to row or id", "Ligne ou identifiant", "الانتقال إلى صف أو معرِّف"),
    "go": ("Go", "Aller", "انتقال"),
    "blind_on": (
        "Blind mode: what the model proposes is hidden until you have answered.",
        "Mode aveugle : les propositions sont masquées jusqu’à votre réponse.",
        "وضع الحجب: اقتراحات البرنامج مخفية حتى تجيب.",
    ),
    "recorded": ("Recorded:", "Enregistré :", "المسجَّل:"),
    "other_reading": ("Other reading:", "Autre lecture :", "قراءة أخرى:"),
    "worth_a_look": ("Worth a second look", "À revoir", "يستحق نظرة ثانية"),
    "worth_note": (
        "A row on the list is not a mistake: whoever knows the story may have a reason that is "
        "not in the text. Both readings may be right.",
        "Une ligne de cette liste n’est pas une erreur : qui connaît l’histoire a peut-être une "
        "raison absente du texte. Les deux lectures peuvent être justes.",
        "وجود صف في القائمة لا يعني أنه خطأ: قد يكون لدى من يعرف القصة سبب لا يظهر في النص. وقد "
        "تكون القراءتان صحيحتين.",
    ),
    "keep": ("Keep what is recorded", "Garder ce qui est enregistré", "إبقاء المسجَّل"),
    # notices
    "still_open": (
        "Still open: {about}.",
        "Encore à traiter : {about}.",
        "لم يُجَب بعد عن: {about}.",
    ),
    "blind_open": (
        "Answer first: {about}.",
        "Répondez d’abord : {about}.",
        "أجب أولًا عن: {about}.",
    ),
    "shown_now": (
        "This is what the model proposes. Your answer is kept as it was before.",
        "Voici les propositions du modèle. Votre réponse d’avant est gardée.",
        "هذا ما يقترحه البرنامج. إجابتك السابقة محفوظة كما كانت.",
    ),
    "all_done": (
        "All fragments of this list are answered. Export them, or choose others below.",
        "Toute la liste est traitée. Exportez-la, ou choisissez d’autres fragments ci-dessous.",
        "أُجيب عن كل مقاطع هذه القائمة. صدِّرها، أو اختر غيرها أدناه.",
    ),
    "note_kept": ("The note is kept.", "La note est gardée.", "حُفظت الملاحظة."),
    "undone": ("Taken back.", "Annulé.", "تم التراجع."),
    "nothing_to_undo": (
        "There is nothing to undo.",
        "Il n’y a rien à annuler.",
        "لا شيء للتراجع عنه.",
    ),
    "nothing_likely": ("Nothing is likely here.", "Rien n’est probable ici.", "لا شيء مرجَّح هنا."),
    "nothing_said": (
        "This coder said nothing that can be taken.",
        "Ce codeur n’a rien dit qui puisse être repris.",
        "لم يقل هذا المرمِّز شيئًا يمكن أخذه.",
    ),
    "said_nothing": ("nothing yet", "rien encore", "لا شيء بعد"),
    "take_said": ("Take {coder}", "Prendre {coder}", "أخذ {coder}"),
    "nothing_recorded": (
        "Nothing is recorded here.",
        "Rien n’est enregistré ici.",
        "لا شيء مسجَّل هنا.",
    ),
    "changed_elsewhere": (
        "This fragment was answered in another window meanwhile. This is how it stands; your "
        "last key changed nothing.",
        "Ce fragment a été traité dans une autre fenêtre. Voici son état ; votre dernière "
        "touche n’a rien changé.",
        "أُجيب عن هذا المقطع في نافذة أخرى في هذه الأثناء. هذه حاله الآن؛ ولم يغيِّر مفتاحك "
        "الأخير شيئًا.",
    ),
    "changed_text": (
        "The text was changed after you answered: please check.",
        "Le texte a changé après votre réponse : vérifiez.",
        "تغيَّر النص بعد إجابتك: يُرجى التحقق.",
    ),
    "learn": ("Learn again", "Réapprendre", "تعلّم من جديد"),
    "learning": (
        "Learning from {n} decided fragment. Go on meanwhile.|"
        "Learning from {n} decided fragments. Go on meanwhile.",
        "Apprentissage sur {n} fragment décidé. Continuez pendant ce temps.|"
        "Apprentissage sur {n} fragments décidés. Continuez pendant ce temps.",
        "يجري التعلّم من المقاطع التي حُسمت ({n}). تابع عملك في هذه الأثناء.",
    ),
    "learned": (
        "Learned from {n} decided fragment: from the next page on, suggestions and order are new. "
        "The model is kept in {names}.|Learned from {n} decided fragments: from the next page on, "
        "suggestions and order are new. The model is kept in {names}.",
        "Appris de {n} fragment décidé : dès la page suivante, propositions et ordre sont "
        "nouveaux. Le modèle est gardé dans {names}.|Appris de {n} fragments décidés : dès la "
        "page suivante, propositions et ordre sont nouveaux. Le modèle est gardé dans {names}.",
        "تم التعلّم من المقاطع التي حُسمت ({n}): الاقتراحات والترتيب جديدة ابتداءً من الصفحة "
        "التالية. النموذج محفوظ في {names}.",
    ),
    "learned_now": (
        "Learned from {n} decided fragment: suggestions and order are new.|"
        "Learned from {n} decided fragments: suggestions and order are new.",
        "Appris de {n} fragment décidé : propositions et ordre sont nouveaux.|"
        "Appris de {n} fragments décidés : propositions et ordre sont nouveaux.",
        "تم التعلّم من المقاطع التي حُسمت ({n}): الاقتراحات والترتيب جديدة.",
    ),
    "learned_meanwhile": (
        "The model has learned meanwhile. This is what it suggests now; your last key changed "
        "nothing.",
        "Le modèle a appris entre-temps. Voici ses propositions ; votre dernière touche n’a rien "
        "changé.",
        "تعلّم النموذج في هذه الأثناء، وهذه اقتراحاته الآن. آخر مفتاح ضغطته لم يغيّر شيئًا.",
    ),
    "learn_nothing": (
        "Nothing is decided yet: there is nothing to learn from.",
        "Rien n’est encore décidé : il n’y a rien à apprendre.",
        "لم يُحسم شيء بعد، فلا يوجد ما يُتعلَّم منه.",
    ),
    "learn_no_model": (
        "A pre-tagged workbook brings no model along. Start with the harvest and --model FOLDER "
        "to learn again.",
        "Un classeur préparé n’apporte pas de modèle. Lancez avec la récolte et --model DOSSIER "
        "pour réapprendre.",
        "لا يحمل المصنف المُعَدّ نموذجًا. ابدأ بملف الحصاد و--model FOLDER للتعلّم من جديد.",
    ),
    "learn_missing": (
        "Not learned again: what the model was trained with is not at hand ({names}). Start with "
        "--coded FILE for each, or put them beside the harvest.",
        "Pas de nouvel apprentissage : les fichiers du modèle manquent ({names}). Lancez avec "
        "--coded FICHIER pour chacun, ou placez-les à côté de la récolte.",
        "لم يُعَد التعلّم: الملفات التي دُرِّب عليها النموذج غير متاحة ({names}). ابدأ مع --coded FILE "
        "لكل ملف، أو ضعها بجانب ملف الحصاد.",
    ),
    "learn_failed": (
        "Not learned again; the suggestions stay as they were, and every answer is kept. {names}",
        "Pas de nouvel apprentissage ; les propositions restent et chaque réponse est gardée. "
        "{names}",
        "لم يُعَد التعلّم؛ الاقتراحات كما كانت وكل الإجابات محفوظة. {names}",
    ),
    "new_label_noted": (
        "Noted as a new label. It is no code yet: choose another label, or “none fits”.",
        "Noté comme nouveau code. Il ne compte pas encore : choisissez un autre code, ou « aucun "
        "ne convient ».",
        "دُوِّن رمزًا جديدًا، وهو لا يُحسب بعد: اختر رمزًا آخر أو «لا شيء مناسب».",
    ),
    "new_label_known": (
        "The codebook has a label of that name: tick it.",
        "Le livre de codes contient déjà ce code : cochez-le.",
        "في دليل الرموز رمز بهذا الاسم: اختره.",
    ),
    "new_label_empty": (
        "Type the new label first.",
        "Tapez d’abord le nouveau code.",
        "اكتب الرمز الجديد أولًا.",
    ),
    "no_such_row": (
        "No row or id like that.",
        "Ni ligne ni identifiant de ce nom.",
        "لا صف ولا معرِّف بهذا الاسم.",
    ),
    "not_saved": (
        "Not kept: the program does not answer. Is it still running?",
        "Non gardé : le programme ne répond pas. Tourne-t-il encore ?",
        "لم يُحفظ: البرنامج لا يستجيب. هل ما زال يعمل؟",
    ),
    # the overview
    "order": ("Order", "Ordre", "الترتيب"),
    "order_row": ("by row", "par ligne", "حسب الصف"),
    "order_unsure": ("most unsure first", "les plus incertains d’abord", "الأقل يقينًا أولًا"),
    "order_cluster": ("by cluster", "par groupe", "حسب المجموعة"),
    "order_teach": (
        "what teaches the model most",
        "les plus instructifs pour le modèle",
        "ما يتعلم منه البرنامج أكثر",
    ),
    "order_differ": (
        "where the reader differs most",
        "où le lecteur diffère le plus",
        "حيث يختلف القارئ أكثر",
    ),
    "reader_mark_short": (
        "named by the reader too",
        "nommé aussi par le lecteur",
        "ذكره القارئ أيضًا",
    ),
    "order_worklist": ("as on the worklist", "comme sur la liste", "كما في قائمة المراجعة"),
    "in_order": ("Review in this order", "Traiter dans cet ordre", "المراجعة بهذا الترتيب"),
    "order_wait": (
        "scored so far: {n} of {all}",
        "évalués : {n} sur {all}",
        "قُيِّم حتى الآن: {n} من {all}",
    ),
    "show_only": ("Show", "Afficher", "عرض"),
    "filter_all": ("all", "tous", "الكل"),
    "filter_open": ("not answered", "à traiter", "ما لم يُجَب عنه"),
    "filter_done": ("answered", "traités", "ما أُجيب عنه"),
    "filter_discuss": ("to discuss", "à discuter", "للنقاش"),
    "filter_note": ("with a note", "avec note", "مع ملاحظة"),
    "filter_differs": (
        "answered otherwise than likely",
        "autrement que probable",
        "أُجيب بغير المرجَّح",
    ),
    "filter_uncoded": ("not coded in the file", "non codés dans le fichier", "غير مرمَّز في الملف"),
    "with_label": ("With label", "Avec le code", "بالرمز"),
    "any_label": ("any", "tous", "أي رمز"),
    "search": (
        "Words in the text, or an id",
        "Mots du texte, ou identifiant",
        "كلمات في النص، أو معرِّف",
    ),
    "apply": ("Apply", "Appliquer", "تطبيق"),
    "work_through": ("Review these {n}", "Traiter ces {n}", "مراجعة هذه المقاطع ({n})"),
    "matching": (
        "{n} fragment|{n} fragments",
        "{n} fragment|{n} fragments",
        "مقطع واحد|مقطعان|{n} مقاطع|{n} مقطعًا",
    ),
    "none_like_that": (
        "No fragment is like that. Choose “all” and empty the fields to see every one.",
        "Aucun fragment de ce genre. Choisissez « tous » et videz les champs pour tout voir.",
        "لا مقطع من هذا النوع. اختر «الكل» وأفرغ الحقول لترى كل المقاطع.",
    ),
    "page_of": ("Page {n} of {all}", "Page {n} sur {all}", "الصفحة {n} من {all}"),
    "state": ("State", "État", "الحالة"),
    "fragment": ("Fragment", "Fragment", "المقطع"),
    "labels": ("Labels", "Codes", "الرموز"),
    "new_labels": (
        "New labels, not in the codebook yet",
        "Nouveaux codes, absents du livre de codes",
        "رموز جديدة غير موجودة في دليل الرموز بعد",
    ),
    "new_labels_why": (
        "Noted in your words. They count as no code until the codebook has them.",
        "Notés dans vos mots. Ils ne comptent pas tant que le livre de codes ne les contient pas.",
        "مدوَّنة بكلماتك، ولا تُحسب رموزًا حتى تُضاف إلى دليل الرموز.",
    ),
    "target": ("Target", "Cible", "المحور"),
    "fragments": ("Fragments", "Fragments", "المقاطع"),
    "label": ("Label", "Code", "الرمز"),
    "chosen": ("You", "Vous", "أنت"),
    "model_said": ("Model", "Modèle", "البرنامج"),
    "both": ("Both", "Les deux", "كلاكما"),
    "only_you": ("Only you", "Vous seul", "أنت فقط"),
    "only_model": ("Only the model", "Modèle seul", "البرنامج فقط"),
    "agreement": ("Agreement", "Accord", "الاتفاق"),
    "agreement_note": (
        "Agreement is the share of ticks that both gave (2 × both ÷ (you + model)). Answers "
        "given with the suggestions in sight lean towards them; only blind ones measure "
        "agreement.",
        "L’accord est la part des codes communs (2 × les deux ÷ (vous + modèle)). Des réponses "
        "données en voyant les propositions penchent vers elles ; seules les réponses aveugles "
        "mesurent l’accord.",
        "الاتفاق هو نسبة الرموز المشتركة (2 × المشترك ÷ (أنت + البرنامج)). الإجابات التي تُعطى "
        "والاقتراحات ظاهرة تميل إليها؛ الإجابات المحجوبة وحدها تقيس الاتفاق.",
    ),
    "sighted": (
        "Answers with suggestions in sight",
        "Réponses en voyant les propositions",
        "إجابات والاقتراحات ظاهرة",
    ),
    "blind": ("Blind answers", "Réponses aveugles", "إجابات محجوبة"),
    "no_answers": ("No answers yet.", "Pas encore de réponses.", "لا إجابات بعد."),
    "others": ("Others on this file", "Autres codeurs", "مرمِّزون آخرون لهذا الملف"),
    "answered_n": (
        "{n} fragment answered|{n} fragments answered",
        "{n} fragment traité|{n} fragments traités",
        "المقاطع المجاب عنها: {n}",
    ),
    "notes_n": ("{n} with a note|{n} with notes", "{n} avec note|{n} avec notes", "مع ملاحظة: {n}"),
    "discuss_n": ("{n} to discuss|{n} to discuss", "{n} à discuter|{n} à discuter", "للنقاش: {n}"),
    "open_n": ("{n} open|{n} open", "{n} à traiter|{n} à traiter", "لم يُجَب عن: {n}"),
    # export
    "export_why": (
        "Files beside the harvest. What is open or to discuss is left as it was.",
        "Des fichiers à côté de la récolte. Ce qui reste à traiter ou à discuter est inchangé.",
        "ملفات بجانب ملف الحصاد. ما لم يُجَب عنه وما هو للنقاش يبقى كما كان.",
    ),
    "export_workbook": (
        "Your own columns filled in, with who, when and how beside each code",
        "Vos colonnes remplies, avec qui, quand et comment à côté de chaque code",
        "أعمدتك مملوءة، وبجانب كل رمز: من قرَّر، ومتى، وكيف",
    ),
    "export_agreed": (
        "The workbook with what was agreed, for “classifier adjudicate apply”",
        "Le classeur avec ce qui est convenu, pour « classifier adjudicate apply »",
        "المصنَّف وفيه ما اتُّفق عليه، للأمر ‎classifier adjudicate apply‎",
    ),
    "export_table": (
        "A long table of codings, of every coder on this file",
        "Un tableau long des codages, de tous les codeurs de ce fichier",
        "جدول طويل بالترميزات لكل مرمِّزي هذا الملف",
    ),
    "export_new": (
        "Labels that coders miss in the codebook, if they noted any",
        "Les codes que les codeurs n’ont pas trouvés dans le livre de codes, s’ils en ont noté",
        "الرموز التي لم يجدها المرمِّزون في دليل الرموز، إن دوَّنوا شيئًا منها",
    ),
    "replace": (
        "Replace files of that name",
        "Remplacer les fichiers de ce nom",
        "استبدال الملفات التي لها الاسم نفسه",
    ),
    "there_already": (
        "Nothing was written. Already there: {names}. Tick “Replace files of that name” to "
        "write anew.",
        "Rien n’a été écrit. Existe déjà : {names}. Cochez « Remplacer les fichiers de ce nom » "
        "pour récrire.",
        "لم يُكتب شيء. الملفات موجودة: {names}. ضع علامة على «استبدال الملفات التي لها الاسم "
        "نفسه» لتُكتب من جديد.",
    ),
    "write": ("Write the files", "Écrire les fichiers", "كتابة الملفات"),
    "written": ("Written: {names}", "Écrit : {names}", "كُتب: {names}"),
    "written_n": (
        "codes written for {n} fragment|codes written for {n} fragments",
        "codes écrits pour {n} fragment|codes écrits pour {n} fragments",
        "المقاطع التي كُتبت رموزها: {n}",
    ),
    "left_n": (
        "{n} fragment left open|{n} fragments left open",
        "{n} fragment laissé|{n} fragments laissés",
        "المقاطع المتروكة: {n}",
    ),
    "kept_in": (
        "Every answer is kept in {name}.",
        "Chaque réponse est gardée dans {name}.",
        "كل إجابة محفوظة في {name}.",
    ),
    # keys
    "keys_title": ("Keys", "Touches", "المفاتيح"),
    "keys_on": (
        "Single-key shortcuts are on",
        "Les raccourcis à une touche sont actifs",
        "اختصارات المفتاح الواحد مفعَّلة",
    ),
    "keys_off": (
        "Single-key shortcuts are off",
        "Les raccourcis à une touche sont inactifs",
        "اختصارات المفتاح الواحد معطَّلة",
    ),
    "turn_off": ("Turn off", "Désactiver", "تعطيل"),
    "turn_on": ("Turn on", "Activer", "تفعيل"),
    "blind_mode": ("Blind mode", "Mode aveugle", "وضع الحجب"),
    "close": ("Close", "Fermer", "إغلاق"),
    "key_enter": (
        "accept what is likely where you ticked nothing, and go on",
        "accepter ce qui est probable là où rien n’est coché, et continuer",
        "قبول المرجَّح حيث لم تختر شيئًا، والمتابعة",
    ),
    "key_digits": (
        "tick or untick the label with this number",
        "cocher ou décocher ce code",
        "اختيار الرمز صاحب هذا الرقم أو إلغاء اختياره",
    ),
    "key_b": (
        "where two coders are to agree: a takes what A said, b what B said",
        "où deux codeurs s’accordent : a prend la réponse de A, b celle de B",
        "حيث يتفق مرمِّزان: a لأخذ إجابة A، وb لأخذ إجابة B",
    ),
    "key_a": (
        "tick what is likely, and stay",
        "cocher ce qui est probable et rester",
        "اختيار المرجَّح والبقاء",
    ),
    "key_find": (
        "find any label by typing",
        "chercher un code en tapant",
        "البحث عن أي رمز بالكتابة",
    ),
    "key_n": ("none fits", "aucun ne convient", "لا شيء مناسب"),
    "key_d": ("discuss", "à discuter", "للنقاش"),
    "key_t": ("on to the next target", "passer à la cible suivante", "الانتقال إلى المحور التالي"),
    "key_s": ("scroll the text on", "faire défiler le texte", "متابعة تمرير النص"),
    "key_e": ("write a note", "écrire une note", "كتابة ملاحظة"),
    "key_z": ("undo", "annuler", "تراجع"),
    "key_next": ("next, previous", "suivant, précédent", "التالي، السابق"),
    "key_g": (
        "jump to a row or id",
        "aller à une ligne ou un identifiant",
        "الانتقال إلى صف أو معرِّف",
    ),
    "key_m": (
        "open or close the meanings",
        "ouvrir ou fermer les définitions",
        "فتح التعريفات أو إغلاقها",
    ),
    "key_c": (
        "open or close the contribution",
        "ouvrir ou fermer la contribution",
        "فتح المساهمة أو إغلاقها",
    ),
    "key_k": (
        "keep what is recorded (worklist)",
        "garder ce qui est enregistré (liste)",
        "إبقاء المسجَّل (قائمة المراجعة)",
    ),
    "key_l": (
        "learn again from what is decided",
        "réapprendre de ce qui est décidé",
        "التعلّم من جديد مما تقرر",
    ),
    "key_o": ("overview, and back", "vue d’ensemble, et retour", "نظرة عامة، والعودة"),
    "key_help": ("these keys", "ces touches", "هذه المفاتيح"),
}
