"""The words of the methods annex: what was done, and what nobody did or knows."""

from __future__ import annotations

ANNEX: dict[str, tuple[str, str, str]] = {
    "annex_title": (
        "Methods annex: {name}",
        "Annexe méthodologique : {name}",
        "ملحق المنهجية: {name}",
    ),
    "annex_about": (
        "How the outcomes were coded. Written on {day} by outcome-classifier {version} from the "
        "files and the log of the project; it holds no text of a fragment.",
        "Comment les effets ont été codés. Écrit le {day} par outcome-classifier {version} "
        "d’après les fichiers et le journal du projet ; aucun texte de fragment n’y figure.",
        "كيف رُمِّزت النتائج. كُتب في {day} بواسطة outcome-classifier {version} من ملفات المشروع "
        "وسجله؛ ولا يحوي نص أي مقطع.",
    ),
    # in short
    "annex_short_coded": (
        "{n} fragment was harvested, in {files} files; {coded} of them carry codes.|{n} fragments "
        "were harvested, in {files} files; {coded} of them carry codes.",
        "{n} fragment récolté, dans {files} fichiers ; {coded} portent des codes.|{n} fragments "
        "récoltés, dans {files} fichiers ; {coded} d’entre eux portent des codes.",
        "المقاطع المحصودة: {n}، في ملفات عددها {files}؛ منها {coded} تحمل رموزًا.",
    ),
    "annex_short_coders": (
        "The codes go back to {n} person.|The codes go back to {n} people.",
        "Les codes viennent de {n} personne.|Les codes viennent de {n} personnes.",
        "عدد الأشخاص الذين وضعوا الرموز: {n}.",
    ),
    "annex_no_coders": (
        "Who coded is not told anywhere in the files.",
        "Aucun fichier ne dit qui a codé.",
        "لا يذكر أي ملف من الذي رمَّز.",
    ),
    "annex_short_accepted": (
        "Of {n} coding that a person decided beside suggestions of a model, {share} took over "
        "what was suggested.|Of {n} codings that a person decided beside suggestions of a model, "
        "{share} took over what was suggested.",
        "Sur {n} codage décidé par une personne à côté des propositions d’un modèle, {share} "
        "reprend la proposition.|Sur {n} codages décidés par une personne à côté des propositions "
        "d’un modèle, {share} reprennent la proposition.",
        "من {n} ترميزًا قررها شخص إلى جانب اقتراحات نموذج، أُخذ بالاقتراح في {share}.",
    ),
    "annex_no_suggestions": (
        "No code was decided beside suggestions of a model.",
        "Aucun code n’a été décidé à côté de propositions d’un modèle.",
        "لم يُقرَّر أي رمز إلى جانب اقتراحات نموذج.",
    ),
    "annex_short_agreement": (
        "{n} fragment was coded by two or more people: their agreement on “{target}” is {figure} "
        "(Krippendorff’s alpha, MASI).|{n} fragments were coded by two or more people: their "
        "agreement on “{target}” is {figure} (Krippendorff’s alpha, MASI).",
        "{n} fragment a été codé par plusieurs personnes : leur accord sur « {target} » est de "
        "{figure} (alpha de Krippendorff, MASI).|{n} fragments ont été codés par plusieurs "
        "personnes : leur accord sur « {target} » est de {figure} (alpha de Krippendorff, MASI).",
        "المقاطع التي رمَّزها شخصان أو أكثر: {n}؛ واتفاقهم على «{target}» هو {figure} (ألفا "
        "كريبندورف، MASI).",
    ),
    "annex_no_double": (
        "No double coding was done: nobody knows how far another coder would have coded alike.",
        "Aucun double codage n’a été fait : on ne sait pas si une autre personne aurait codé de "
        "même.",
        "لم يُجرَ ترميز مزدوج: لا يُعرف إلى أي حد كان مرمِّز آخر سيرمّز بالمثل.",
    ),
    "annex_short_audits": (
        "The coding was audited {n} time.|The coding was audited {n} times.",
        "Le codage a été vérifié {n} fois.|Le codage a été vérifié {n} fois.",
        "عدد مرات تدقيق الترميز: {n}.",
    ),
    "annex_no_audit": (
        "No audit of the coding was done.",
        "Le codage n’a pas été vérifié.",
        "لم يُدقَّق الترميز.",
    ),
    # what is wrong with the sources
    "annex_no_log": (
        "The project has no log: what was done, when and by whom is told only as far as the files "
        "tell it.",
        "Le projet n’a pas de journal : ce qui a été fait, quand et par qui n’est dit que dans la "
        "mesure où les fichiers le disent.",
        "ليس للمشروع سجل: لا يُذكر ما فُعل ومتى ومن فعله إلا بقدر ما تذكره الملفات.",
    ),
    "annex_broken_lines": (
        "{n} line of the log could not be read; what it told is missing here.|{n} lines of the "
        "log could not be read; what they told is missing here.",
        "{n} ligne du journal n’a pas pu être lue ; ce qu’elle disait manque ici.|{n} lignes du "
        "journal n’ont pas pu être lues ; ce qu’elles disaient manque ici.",
        "أسطر السجل التي تعذّرت قراءتها: {n}؛ وما ذكرته غائب هنا.",
    ),
    "annex_out_of_order": (
        "The lines of the log did not stand in the order of time, as in a log that was put "
        "together from several computers. They are sorted here; clocks may have differed.",
        "Les lignes du journal n’étaient pas dans l’ordre du temps, comme dans un journal réuni "
        "de plusieurs ordinateurs. Elles sont triées ici ; les horloges ont pu différer.",
        "لم تكن أسطر السجل بترتيب الزمن، كما في سجل جُمع من عدة حواسيب. وهي مرتبة هنا؛ وقد تكون "
        "الساعات مختلفة.",
    ),
    "annex_repeated_lines": (
        "{n} line stood in the log twice and counts once.|{n} lines stood in the log twice and "
        "count once.",
        "{n} ligne figurait deux fois au journal et ne compte qu’une fois.|{n} lignes figuraient "
        "deux fois au journal et ne comptent qu’une fois.",
        "أسطر تكررت في السجل وحُسبت مرة واحدة: {n}.",
    ),
    "annex_unreadable": (
        "These files could not be read, and are not counted: {names}.",
        "Ces fichiers n’ont pas pu être lus et ne sont pas comptés : {names}.",
        "ملفات تعذّرت قراءتها ولم تُحسب: {names}.",
    ),
    "annex_unlogged": (
        "No line of the log tells how these came about: {names}.",
        "Aucune ligne du journal ne dit d’où viennent : {names}.",
        "لا يذكر أي سطر في السجل كيف نشأت: {names}.",
    ),
    # harvests
    "annex_harvests": ("What was harvested", "Ce qui a été récolté", "ما حُصد"),
    "annex_harvests_lead": (
        "A fragment is one outcome with its texts. A fragment with a code for at least one "
        "question counts as coded.",
        "Un fragment est un effet avec ses textes. Un fragment qui porte un code pour au moins "
        "une question compte comme codé.",
        "المقطع نتيجة واحدة مع نصوصها. ويُعد مرمَّزًا ما له رمز لسؤال واحد على الأقل.",
    ),
    "annex_no_harvests": (
        "The project holds no harvest: only what the log and the reports tell is known.",
        "Le projet ne contient aucune récolte : on ne sait que ce que disent le journal et les "
        "rapports.",
        "لا يحوي المشروع أي حصاد: لا يُعرف إلا ما يذكره السجل والتقارير.",
    ),
    "annex_harvest_files": (
        "The files as they were received; they are never changed by the program.",
        "Les fichiers tels qu’ils ont été reçus ; le programme ne les modifie jamais.",
        "الملفات كما وردت؛ لا يغيّرها البرنامج أبدًا.",
    ),
    "annex_by_harvest": (
        "By harvest, over all files; a fragment that stands in several files counts once.",
        "Par récolte, tous fichiers réunis ; un fragment présent dans plusieurs fichiers ne "
        "compte qu’une fois.",
        "حسب الحصاد، في كل الملفات؛ والمقطع الموجود في عدة ملفات يُحسب مرة واحدة.",
    ),
    "annex_file": ("File", "Fichier", "الملف"),
    "annex_harvest": ("Harvest", "Récolte", "الحصاد"),
    "annex_fragments": ("Fragments", "Fragments", "المقاطع"),
    "annex_coded": ("Coded", "Codés", "المرمَّزة"),
    "annex_confidential": ("Confidential", "Confidentiels", "السرية"),
    "annex_unread": ("Problems of reading", "Problèmes de lecture", "مشكلات القراءة"),
    "annex_unnamed": ("(not named)", "(sans nom)", "(بلا اسم)"),
    "annex_missing": (
        "The log tells of harvests that are not in the project any more: {names}.",
        "Le journal mentionne des récoltes qui ne sont plus dans le projet : {names}.",
        "يذكر السجل ملفات حصاد لم تعد في المشروع: {names}.",
    ),
    "annex_changed": (
        "Changed since the last command that read them: {names}.",
        "Modifiés depuis la dernière commande qui les a lus : {names}.",
        "تغيّرت منذ آخر أمر قرأها: {names}.",
    ),
    # codebook
    "annex_codebook": ("The codebook", "Le livre de codes", "دليل الترميز"),
    "annex_codebook_lead": (
        "The project keeps {n} version of its codebook.|The project keeps {n} versions of its "
        "codebook.",
        "Le projet garde {n} version de son livre de codes.|Le projet garde {n} versions de son "
        "livre de codes.",
        "نسخ دليل الترميز المحفوظة في المشروع: {n}.",
    ),
    "annex_no_codebook": (
        "The project has no codebook.",
        "Le projet n’a pas de livre de codes.",
        "ليس للمشروع دليل ترميز.",
    ),
    "annex_versions": (
        "The versions, the oldest first. A copy is kept of each before a command replaces it.",
        "Les versions, de la plus ancienne à la plus récente. Chacune est conservée avant d’être "
        "remplacée par une commande.",
        "النسخ من الأقدم إلى الأحدث. تُحفظ نسخة قبل أن يستبدلها أمر.",
    ),
    "annex_version": ("Version", "Version", "الإصدار"),
    "annex_until": ("In use until", "En usage jusqu’au", "مستعمل حتى"),
    "annex_in_use": ("now", "maintenant", "الآن"),
    "annex_noted": ("First in the log", "D’abord au journal", "أول ذكر في السجل"),
    "annex_not_noted": ("never", "jamais", "لا ذكر"),
    "annex_labels": ("Labels in use", "Codes en usage", "الرموز المستعملة"),
    "annex_changes": (
        "Changes from the one before",
        "Changements depuis la précédente",
        "التغييرات عن السابقة",
    ),
    "annex_cannot_be_read": ("cannot be read", "illisible", "تتعذر قراءته"),
    "annex_change_nothing": ("none", "aucun", "لا شيء"),
    "annex_change_rename": ("{n} renamed", "{n} renommé(s)", "إعادة تسمية: {n}"),
    "annex_change_split": ("{n} split", "{n} scindé(s)", "تقسيم: {n}"),
    "annex_change_merge": ("{n} merged", "{n} fusionné(s)", "دمج: {n}"),
    "annex_change_add": ("{n} added", "{n} ajouté(s)", "إضافة: {n}"),
    "annex_change_retire": ("{n} retired", "{n} retiré(s)", "سحب: {n}"),
    "annex_change_move": ("{n} moved", "{n} déplacé(s)", "نقل: {n}"),
    "annex_change_definition": (
        "{n} wording changed|{n} wordings changed",
        "{n} formulation changée|{n} formulations changées",
        "تغيير الصياغة: {n}",
    ),
    "annex_change_examples": (
        "examples of {n} changed",
        "exemples changés pour {n}",
        "تغيير الأمثلة: {n}",
    ),
    "annex_change_aliases": (
        "other names of {n} changed",
        "autres noms changés pour {n}",
        "تغيير الأسماء الأخرى: {n}",
    ),
    "annex_change_target_added": (
        "{n} question added|{n} questions added",
        "{n} question ajoutée|{n} questions ajoutées",
        "أسئلة مضافة: {n}",
    ),
    "annex_change_target_removed": (
        "{n} question removed|{n} questions removed",
        "{n} question supprimée|{n} questions supprimées",
        "أسئلة محذوفة: {n}",
    ),
    "annex_coded_in": (
        "{n} coded fragment is in the words of version {version}.|{n} coded fragments are in the "
        "words of version {version}.",
        "{n} fragment codé l’est dans les termes de la version {version}.|{n} fragments codés le "
        "sont dans les termes de la version {version}.",
        "المقاطع المرمَّزة بكلمات الإصدار {version}: {n}.",
    ),
    "annex_version_unknown": (
        "Of {n} coded fragment nothing tells in which version it was coded.|Of {n} coded "
        "fragments nothing tells in which version they were coded.",
        "Pour {n} fragment codé, rien ne dit dans quelle version il l’a été.|Pour {n} fragments "
        "codés, rien ne dit dans quelle version ils l’ont été.",
        "مقاطع مرمَّزة لا يُعرف بأي إصدار رُمِّزت: {n}.",
    ),
    # people
    "annex_coders": ("Who coded, and when", "Qui a codé, et quand", "من رمَّز ومتى"),
    "annex_coders_lead": (
        "As the column of coders and the columns beside the codes tell it. Days are known of what "
        "was decided with this program.",
        "D’après la colonne des codeurs et les colonnes à côté des codes. Les jours sont connus "
        "pour ce qui a été décidé avec ce programme.",
        "كما يذكره عمود المرمِّزين والأعمدة إلى جانب الرموز. والأيام معروفة لما قُرِّر بهذا البرنامج.",
    ),
    "annex_coders_caption": (
        "A fragment that several people coded counts for each of them.",
        "Un fragment codé par plusieurs personnes compte pour chacune.",
        "المقطع الذي رمَّزه عدة أشخاص يُحسب لكل منهم.",
    ),
    "annex_who": ("Who", "Qui", "من"),
    "annex_first_day": ("From", "Du", "من يوم"),
    "annex_last_day": ("To", "Au", "إلى يوم"),
    "annex_not_told": ("not told", "non indiqué", "غير مذكور"),
    "annex_coder_number": ("Coder {n}", "Codeur {n}", "المرمِّز {n}"),
    "annex_confidential_coder": (
        "(named on confidential rows alone)",
        "(nommé sur des lignes confidentielles seulement)",
        "(مذكور في صفوف سرية وحدها)",
    ),
    # agreement
    "annex_agreement": (
        "Double coding and agreement",
        "Double codage et accord",
        "الترميز المزدوج والاتفاق",
    ),
    "annex_agreement_lead": (
        "How far people who coded the same fragments, each alone, coded alike.",
        "À quel point des personnes ayant codé les mêmes fragments, chacune seule, ont codé de "
        "même.",
        "إلى أي حد رمَّز بالمثل من رمَّزوا المقاطع نفسها، كل بمفرده.",
    ),
    "annex_no_agreement": (
        "No agreement between coders was measured.",
        "Aucun accord entre codeurs n’a été mesuré.",
        "لم يُقَس أي اتفاق بين المرمِّزين.",
    ),
    "annex_agreement_caption": (
        "Agreement by question, as it was measured on each day.",
        "Accord par question, tel que mesuré chaque jour.",
        "الاتفاق حسب السؤال، كما قيس في كل يوم.",
    ),
    "annex_alpha_says": (
        "Alpha: Krippendorff’s coefficient over sets of labels, with the MASI distance; 1 is full "
        "agreement, 0 what chance gives. By convention 0.80 may be relied on, and 0.67 to 0.80 "
        "allows tentative conclusions. In brackets, where it was computed, the 95 % interval.",
        "Alpha : coefficient de Krippendorff sur des ensembles de codes, avec la distance MASI ; "
        "1 est l’accord complet, 0 ce que donne le hasard. Par convention, on peut s’y fier à "
        "partir de 0,80 ; de 0,67 à 0,80, les conclusions restent provisoires. Entre parenthèses, "
        "là où il a été calculé, l’intervalle à 95 %.",
        "ألفا: معامل كريبندورف على مجموعات الرموز بمسافة MASI؛ 1 اتفاق تام، و0 ما تعطيه المصادفة. "
        "وبالعرف يُعتمد على 0.80 فأكثر، وبين 0.67 و0.80 تكون الاستنتاجات أولية. وبين قوسين، حيث "
        "حُسبت، فترة 95 %.",
    ),
    "annex_day": ("Day", "Jour", "اليوم"),
    "annex_source": ("Measured on", "Mesuré sur", "قيس على"),
    "annex_source_audit": (
        "what was coded twice in the harvests",
        "ce qui est codé deux fois dans les récoltes",
        "ما رُمِّز مرتين في الحصاد",
    ),
    "annex_source_compared": (
        "a drawn sample, coded blind",
        "un échantillon tiré, codé à l’aveugle",
        "عيّنة مسحوبة رُمِّزت دون اطلاع",
    ),
    "annex_source_agreed": (
        "the same sample, before it was agreed on",
        "le même échantillon, avant l’accord",
        "العيّنة نفسها قبل الاتفاق عليها",
    ),
    "annex_target": ("Question", "Question", "السؤال"),
    "annex_both": ("Coded by both", "Codés par les deux", "رمَّزها الاثنان"),
    "annex_equal": ("The same", "Identiques", "المتطابقة"),
    "annex_alpha": ("Alpha (95 %)", "Alpha (95 %)", "ألفا (95 %)"),
    "annex_taken_over": (
        "{day}: {n} entries were taken over from another program, {coded} of them coded there.",
        "{day} : {n} entrées ont été reprises d’un autre logiciel, dont {coded} y étaient codées.",
        "{day}: أُخذ من برنامج آخر {n} من المدخلات، منها {coded} رُمّزت فيه.",
    ),
    "annex_handed_out": (
        "{day}: {n} fragments were handed over to another program, {coded} of them coded.",
        "{day} : {n} fragments ont été remis à un autre logiciel, dont {coded} codés.",
        "{day}: سُلّم إلى برنامج آخر {n} من المقاطع، منها {coded} مرمّزة.",
    ),
    "annex_exchange_not_counted": (
        "On {days} there was an exchange with another program, and the log does not tell of how "
        "many fragments.",
        "Le {days}, il y a eu un échange avec un autre logiciel, et le journal n’en dit pas le "
        "nombre de fragments.",
        "وفي {days} جرى تبادل مع برنامج آخر ولا يذكر السجل عدد المقاطع.",
    ),
    "annex_drawn": (
        "{day}: {n} of {all} fragments were drawn for two coders.",
        "{day} : {n} fragments sur {all} ont été tirés pour deux codeurs.",
        "{day}: سُحب لمرمِّزَين {n} من {all} من المقاطع.",
    ),
    "annex_twice": (
        "In the files, {n} fragment carries codes of several people.|In the files, {n} fragments "
        "carry codes of several people.",
        "Dans les fichiers, {n} fragment porte des codes de plusieurs personnes.|Dans les "
        "fichiers, {n} fragments portent des codes de plusieurs personnes.",
        "مقاطع تحمل في الملفات رموز عدة أشخاص: {n}.",
    ),
    "annex_few_twice": (
        "Where fewer than {n} fragments were coded by both, alpha may be far off.",
        "Là où moins de {n} fragments ont été codés par les deux, alpha peut être très imprécis.",
        "حيث رمَّز الاثنان أقل من {n} من المقاطع قد يكون ألفا بعيدًا عن الصواب.",
    ),
    "annex_agreed": (
        "{day}: of the sample {n} codings were settled by talk; {left} were still open.",
        "{day} : {n} codages de l’échantillon ont été réglés par discussion ; {left} restaient "
        "ouverts.",
        "{day}: حُسم بالنقاش من العيّنة {n} من الترميزات؛ وبقي مفتوحًا {left}.",
    ),
    # the model
    "annex_model": ("The model", "Le modèle", "النموذج"),
    "annex_model_lead": (
        "The model {name} is in use. It was trained on {day}, on the project’s own computer. It "
        "suggests; a person decides.",
        "Le modèle {name} est en usage. Il a été entraîné le {day}, sur l’ordinateur du projet. "
        "Il propose ; une personne décide.",
        "النموذج {name} قيد الاستعمال. دُرّب في {day} على حاسوب المشروع. هو يقترح والإنسان يقرر.",
    ),
    "annex_no_model": (
        "No model was trained: no suggestion of a machine stands behind the codes, as far as the "
        "project tells.",
        "Aucun modèle n’a été entraîné : autant que le projet le dise, aucune proposition de "
        "machine n’est derrière les codes.",
        "لم يُدرَّب أي نموذج: ليس وراء الرموز اقتراح آلة، بقدر ما يذكر المشروع.",
    ),
    "annex_no_model_in_use": (
        "No model is in use now.",
        "Aucun modèle n’est en usage maintenant.",
        "لا نموذج قيد الاستعمال الآن.",
    ),
    "annex_other_models": (
        "Other models in the project: {names}.",
        "Autres modèles dans le projet : {names}.",
        "نماذج أخرى في المشروع: {names}.",
    ),
    "annex_learned": (
        "It learned from {n} fragment, {confidential} of them confidential.|It learned from {n} "
        "fragments, {confidential} of them confidential.",
        "Il a appris de {n} fragment, dont {confidential} confidentiels.|Il a appris de {n} "
        "fragments, dont {confidential} confidentiels.",
        "تعلّم من {n} من المقاطع، منها {confidential} سرية.",
    ),
    "annex_learned_codes": (
        "Coded fragments it learned from: {counts}.",
        "Fragments codés dont il a appris : {counts}.",
        "المقاطع المرمَّزة التي تعلّم منها: {counts}.",
    ),
    "annex_learned_version": (
        "Its codebook is version {version}.",
        "Son livre de codes est la version {version}.",
        "دليل ترميزه هو الإصدار {version}.",
    ),
    "annex_encoders": (
        "Besides words it reads texts with these sentence encoders, whose weights were not "
        "changed: {names}.",
        "Outre les mots, il lit les textes avec ces encodeurs de phrases, dont les poids n’ont "
        "pas été modifiés : {names}.",
        "إلى جانب الكلمات يقرأ النصوص بهذه المرمِّزات الجُملية التي لم تُغيَّر أوزانها: {names}.",
    ),
    "annex_no_encoders": (
        "It reads words alone, with no sentence encoder.",
        "Il ne lit que les mots, sans encodeur de phrases.",
        "يقرأ الكلمات وحدها، دون مرمِّز جُمل.",
    ),
    "annex_reader": (
        "A language model on the project’s own computer read the fragments too, as a second "
        "opinion: {name}.",
        "Un modèle de langue, sur l’ordinateur du projet, a lu lui aussi les fragments, comme "
        "second avis : {name}.",
        "وقرأ المقاطع أيضًا نموذج لغوي على حاسوب المشروع كرأي ثانٍ: {name}.",
    ),
    "annex_no_report": (
        "Its report is missing or was changed, so that nothing is known here of how good it is.",
        "Son rapport manque ou a été modifié : on ne sait donc pas ici ce qu’il vaut.",
        "تقريره مفقود أو غُيّر، فلا يُعرف هنا مدى جودته.",
    ),
    "annex_figures": (
        "Held-out figures, with 95 % intervals: as the model’s report has them.",
        "Chiffres sur des fragments mis de côté, avec intervalles à 95 % : ceux du rapport du "
        "modèle.",
        "أرقام على مقاطع مُبعدة، مع فترات 95 %: كما في تقرير النموذج.",
    ),
    "annex_figures_say": (
        "Ranking: do the right labels stand first? F1: is what is suggested right, and what is "
        "right suggested? (micro: every code alike; macro: every label alike.) 1 is best. "
        "Calibration error: how far probabilities stand from what is recorded; 0 is best.",
        "Classement : les bons codes sont-ils en tête ? F1 : ce qui est proposé est-il juste, et "
        "ce qui est juste proposé ? (micro : chaque codage compte autant ; macro : chaque code.) "
        "1 est le mieux. Erreur de calibration : écart entre probabilités et codages ; 0 est le "
        "mieux.",
        "الترتيب: هل الرموز الصحيحة في المقدمة؟ F1: هل المقترح صحيح والصحيح مقترح؟ (micro: كل "
        "ترميز سواء؛ macro: كل رمز سواء.) الأفضل 1. خطأ المعايرة: بُعد الاحتمالات عن المسجَّل؛ "
        "الأفضل 0.",
    ),
    "annex_held_out": (
        "Each fragment was scored by a fit that had not seen it. Kept apart from it: {kept}.",
        "Chaque fragment a été noté par un ajustement qui ne l’avait pas vu. Tenu à l’écart avec "
        "lui : {kept}.",
        "قُيّم كل مقطع بنموذج لم يره. وأُبعد معه: {kept}.",
    ),
    "annex_unknown_labels": (
        "{target}: how well these labels are found is not known: {names}.",
        "{target} : on ne sait pas si ces codes sont bien trouvés : {names}.",
        "{target}: لا يُعرف مدى جودة العثور على هذه الرموز: {names}.",
    ),
    # suggestions
    "annex_suggestions": (
        "What became of the suggestions",
        "Ce que sont devenues les propositions",
        "ما آلت إليه الاقتراحات",
    ),
    "annex_suggestions_lead": (
        "Of {n} fragment something was decided beside suggestions. The columns beside the codes "
        "tell how.|Of {n} fragments something was decided beside suggestions. The columns beside "
        "the codes tell how.",
        "Pour {n} fragment, quelque chose a été décidé à côté de propositions. Les colonnes à "
        "côté des codes disent comment.|Pour {n} fragments, quelque chose a été décidé à côté de "
        "propositions. Les colonnes à côté des codes disent comment.",
        "مقاطع قُرِّر فيها شيء إلى جانب الاقتراحات: {n}. والأعمدة إلى جانب الرموز تذكر كيف.",
    ),
    "annex_suggestions_caption": (
        "The {n} codings by how they were decided: a coding is the answer to one question for one "
        "fragment.",
        "Les {n} codages selon la façon dont ils ont été décidés : un codage est la réponse à une "
        "question pour un fragment.",
        "الترميزات وعددها {n} حسب كيفية تقريرها: والترميز جواب سؤال واحد لمقطع واحد.",
    ),
    "annex_cells": ("Codings", "Codages", "الترميزات"),
    "annex_share": ("Share", "Part", "النسبة"),
    "annex_how_accepted": (
        "accepted as suggested",
        "accepté tel que proposé",
        "قُبل كما اقتُرح",
    ),
    "annex_how_first_guess_accepted": (
        "first guess accepted, where the model was unsure",
        "première idée acceptée, là où le modèle hésitait",
        "قُبل التخمين الأول حيث لم يكن النموذج واثقًا",
    ),
    "annex_how_changed": (
        "changed: labels added or taken away",
        "modifié : codes ajoutés ou retirés",
        "غُيّر: أُضيفت رموز أو حُذفت",
    ),
    "annex_how_by_hand": (
        "added by hand: nothing was suggested, or it was not seen",
        "ajouté à la main : rien n’était proposé, ou ce n’était pas montré",
        "أُضيف يدويًا: لم يُقترح شيء أو لم يُعرض",
    ),
    "annex_how_none_fits": ("none fits", "aucun ne convient", "لا شيء يناسب"),
    "annex_how_other": ("otherwise", "autrement", "غير ذلك"),
    "annex_undecided": (
        "Left open in these fragments: {n} coding, with neither a code nor a decision.|Left open "
        "in these fragments: {n} codings, with neither a code nor a decision.",
        "Laissé ouvert dans ces fragments : {n} codage, sans code ni décision.|Laissés ouverts "
        "dans ces fragments : {n} codages, sans code ni décision.",
        "ما تُرك مفتوحًا في هذه المقاطع: {n} من الترميزات، بلا رمز ولا قرار.",
    ),
    "annex_followed": (
        "{n} further coding follows by rule from those that were decided.|{n} further codings "
        "follow by rule from those that were decided.",
        "{n} autre codage découle par règle de ceux qui ont été décidés.|{n} autres codages "
        "découlent par règle de ceux qui ont été décidés.",
        "ترميزات أخرى تتبع بالقاعدة مما قُرِّر: {n}.",
    ),
    "annex_with_model": (
        "{name} ({n} fragment)|{name} ({n} fragments)",
        "{name} ({n} fragment)|{name} ({n} fragments)",
        "{name} (المقاطع: {n})",
    ),
    "annex_models_used": (
        "The suggestions came from: {models}.",
        "Les propositions venaient de : {models}.",
        "جاءت الاقتراحات من: {models}.",
    ),
    # audits and moves
    "annex_audits": ("What was looked at again", "Ce qui a été revu", "ما أُعيد النظر فيه"),
    "annex_audits_lead": (
        "An audit lists the codes that similar texts speak against. People decide what is changed.",
        "Une vérification liste les codes que des textes semblables contredisent. Des personnes "
        "décident de ce qui change.",
        "يسرد التدقيق الرموز التي تخالفها نصوص مشابهة. والناس يقررون ما يتغير.",
    ),
    "annex_audits_caption": (
        "Each audit: fragments read, codings worth a second look, and how many of them the team "
        "had time for.",
        "Chaque vérification : fragments lus, codages à revoir, et combien l’équipe pouvait en "
        "voir.",
        "كل تدقيق: المقاطع المقروءة، والترميزات الجديرة بنظرة ثانية، وكم اتسع له وقت الفريق.",
    ),
    "annex_findings": ("Worth a second look", "À revoir", "جدير بنظرة ثانية"),
    "annex_look_at": ("Time for", "Temps pour", "الوقت يتسع لـ"),
    "annex_applied": (
        "{day}: {changed} codings were put right, {kept} kept as recorded, {discuss} left to "
        "discuss; {followed} more followed by rule.",
        "{day} : {changed} codages corrigés, {kept} gardés tels quels, {discuss} laissés à "
        "discuter ; {followed} autres en ont découlé par règle.",
        "{day}: صُحح {changed} من الترميزات، وأُبقي {kept} كما سُجل، وتُرك {discuss} للنقاش؛ "
        "وتبعها بالقاعدة {followed}.",
    ),
    "annex_not_applied": (
        "No decision on what an audit found was carried over, as far as the log tells.",
        "Autant que le journal le dise, aucune décision sur ces vérifications n’a été reportée.",
        "لم يُنقل أي قرار بشأن ما وجده التدقيق، بقدر ما يذكر السجل.",
    ),
    "annex_undone": (
        "{day}: the last step was taken back in {n} row; {refused} that were changed since "
        "stayed.|{day}: the last step was taken back in {n} rows; {refused} that were changed "
        "since stayed.",
        "{day} : la dernière étape a été annulée dans {n} ligne ; {refused} modifiées depuis sont "
        "restées.|{day} : la dernière étape a été annulée dans {n} lignes ; {refused} modifiées "
        "depuis sont restées.",
        "{day}: أُلغيت الخطوة الأخيرة في {n} من الصفوف؛ وبقي {refused} مما تغيّر بعدها.",
    ),
    "annex_not_counted": (
        "On {days} this was done too, and the log does not tell with what result.",
        "Cela a aussi été fait le {days}, et le journal n’en dit pas le résultat.",
        "وجرى ذلك أيضًا في {days} ولا يذكر السجل بأي نتيجة.",
    ),
    "annex_moved": (
        "What was moved to a new codebook",
        "Ce qui a été porté vers un nouveau livre de codes",
        "ما نُقل إلى دليل ترميز جديد",
    ),
    "annex_moved_lead": (
        "Rows that were coded in an older version were brought into the words of a newer one.",
        "Des lignes codées dans une version ancienne ont été mises dans les termes d’une plus "
        "récente.",
        "صفوف رُمِّزت بإصدار أقدم نُقلت إلى كلمات إصدار أحدث.",
    ),
    "annex_not_moved": (
        "Nothing was moved to another version of the codebook, as far as the log tells.",
        "Autant que le journal le dise, rien n’a été porté vers une autre version du livre de "
        "codes.",
        "لم يُنقل شيء إلى إصدار آخر من دليل الترميز، بقدر ما يذكر السجل.",
    ),
    "annex_planned": (
        "{day}: a plan for {n} rows; of its codings {rule} were decided by rule, {model} by a "
        "model, and {person} were left to a person.",
        "{day} : un plan pour {n} lignes ; {rule} codages décidés par règle, {model} par un "
        "modèle, et {person} laissés à une personne.",
        "{day}: خطة لعدد {n} من الصفوف؛ قُرِّر من ترميزاتها بالقاعدة {rule} وبالنموذج {model} "
        "وتُرك لشخص {person}.",
    ),
    "annex_moved_rows": (
        "{day}: {n} row was moved; {waits} wait for a person, {refused} were refused since they "
        "had changed.|{day}: {n} rows were moved; {waits} wait for a person, {refused} were "
        "refused since they had changed.",
        "{day} : {n} ligne portée ; {waits} attendent une personne, {refused} refusées car "
        "modifiées.|{day} : {n} lignes portées ; {waits} attendent une personne, {refused} "
        "refusées car modifiées.",
        "{day}: نُقل {n} من الصفوف؛ وينتظر شخصًا {waits}، ورُفض {refused} لأنه تغيّر.",
    ),
    # limits
    "annex_limits": ("Limits", "Limites", "الحدود"),
    "annex_limits_lead": (
        "What this annex cannot tell.",
        "Ce que cette annexe ne peut pas dire.",
        "ما لا يستطيع هذا الملحق قوله.",
    ),
    "annex_limit_truth": (
        "A code says how a statement was read. Whether the outcome took place, and what the "
        "programme contributed, is for substantiation, of which this program knows nothing.",
        "Un code dit comment un énoncé a été lu. Si l’effet a eu lieu, et ce que le programme y a "
        "apporté, relève de la vérification des faits, dont ce logiciel ne sait rien.",
        "الرمز يقول كيف قُرئ البيان. أما هل حدثت النتيجة وما إسهام البرنامج فيها فشأن التحقق، ولا "
        "يعلم هذا البرنامج عنه شيئًا.",
    ),
    "annex_limit_once": (
        "Everything is counted from the files as they were on {day}. Work outside of the "
        "project’s folder is not known here.",
        "Tout est compté d’après les fichiers tels qu’ils étaient le {day}. Le travail hors du "
        "dossier du projet n’est pas connu ici.",
        "كل شيء محسوب من الملفات كما كانت في {day}. والعمل خارج مجلد المشروع غير معروف هنا.",
    ),
    "annex_limit_untold": (
        "Of {n} coded fragment nothing tells how its codes came about: it was coded elsewhere, or "
        "in another way.|Of {n} coded fragments nothing tells how their codes came about: they "
        "were coded elsewhere, or in another way.",
        "Pour {n} fragment codé, rien ne dit d’où viennent les codes : il a été codé ailleurs ou "
        "autrement.|Pour {n} fragments codés, rien ne dit d’où viennent les codes : ils ont été "
        "codés ailleurs ou autrement.",
        "مقاطع مرمَّزة لا يُعرف كيف جاءت رموزها: {n}؛ رُمِّزت في مكان آخر أو بطريقة أخرى.",
    ),
    "annex_limit_seen": (
        "Whoever decides beside a suggestion may be led by it. A high share of accepted "
        "suggestions is no proof that they are right.",
        "Qui décide à côté d’une proposition peut s’en trouver influencé. Une part élevée de "
        "propositions acceptées ne prouve pas qu’elles sont justes.",
        "من يقرر إلى جانب اقتراح قد يتأثر به. وارتفاع نسبة المقبول ليس دليلًا على صحته.",
    ),
    "annex_limit_alone": (
        "Without double coding the codes rest on single readings.",
        "Sans double codage, les codes reposent sur des lectures uniques.",
        "دون ترميز مزدوج تقوم الرموز على قراءة واحدة.",
    ),
    "annex_limit_page": (
        "Answers that were given on a page and not exported yet are not counted.",
        "Les réponses données sur une page et pas encore exportées ne sont pas comptées.",
        "الأجوبة المعطاة على صفحة ولم تُصدَّر بعد غير محسوبة.",
    ),
    "annex_limit_log": (
        "The log is a text file that anyone with the folder can edit: a record, not a proof.",
        "Le journal est un fichier texte que quiconque a le dossier peut modifier : une trace, "
        "non une preuve.",
        "السجل ملف نصي يستطيع تعديله كل من لديه المجلد: هو توثيق لا إثبات.",
    ),
    # how to do it again
    "annex_again": ("How to do it again", "Comment le refaire", "كيف يُعاد"),
    "annex_again_lead": (
        "With the same files, the same codebook and the same program these commands give the same "
        "results; what people decided stands in the workbooks.",
        "Avec les mêmes fichiers, le même livre de codes et le même programme, ces commandes "
        "donnent les mêmes résultats ; ce que des personnes ont décidé se trouve dans les "
        "classeurs.",
        "بالملفات نفسها والدليل نفسه والبرنامج نفسه تعطي هذه الأوامر النتائج نفسها؛ وما قرره "
        "الناس موجود في المصنفات.",
    ),
    "annex_no_commands": (
        "The log tells of no command.",
        "Le journal ne mentionne aucune commande.",
        "لا يذكر السجل أي أمر.",
    ),
    "annex_program": (
        "Program: outcome-classifier {version}.",
        "Programme : outcome-classifier {version}.",
        "البرنامج: outcome-classifier {version}.",
    ),
    "annex_packages": (
        "The model was trained with: {packages}.",
        "Le modèle a été entraîné avec : {packages}.",
        "دُرّب النموذج بواسطة: {packages}.",
    ),
    "annex_failed": (
        "{n} command ended in an error and is left out.|{n} commands ended in an error and are "
        "left out.",
        "{n} commande s’est terminée par une erreur et n’est pas citée.|{n} commandes se sont "
        "terminées par une erreur et ne sont pas citées.",
        "أوامر انتهت بخطأ ولم تُذكر: {n}.",
    ),
    "annex_commands": (
        "The commands of the log, in the order of time.",
        "Les commandes du journal, dans l’ordre du temps.",
        "أوامر السجل بترتيب الزمن.",
    ),
    "annex_when": ("When", "Quand", "متى"),
    "annex_command": ("Command", "Commande", "الأمر"),
    "annex_did_codebook": (
        "codebook written on the page",
        "livre de codes écrit sur la page",
        "كُتب دليل الترميز على الصفحة",
    ),
    "annex_did_export": (
        "answers of the review page exported",
        "réponses de la page de relecture exportées",
        "صُدّرت أجوبة صفحة المراجعة",
    ),
    # the page of the project
    "home_annex": ("Methods annex", "Annexe méthodologique", "ملحق المنهجية"),
    "home_annex_short": (
        "For evaluators and donors: who coded, how, and how far it can be trusted.",
        "Pour évaluateurs et bailleurs : qui a codé, comment, et jusqu’où s’y fier.",
        "للمقيّمين والمانحين: من رمَّز وكيف وإلى أي حد يوثق به.",
    ),
    "home_annex_lead": (
        "A page to put behind a report. It is made from the files and the log of the project; it "
        "holds no text of a fragment.",
        "Une page à joindre à un rapport. Elle est faite d’après les fichiers et le journal du "
        "projet ; aucun texte de fragment n’y figure.",
        "صفحة تُرفق بتقرير. تُصنع من ملفات المشروع وسجله؛ ولا تحوي نص أي مقطع.",
    ),
    "home_annex_make": ("Make the annex", "Faire l’annexe", "إعداد الملحق"),
    "home_annex_again": ("Make it anew", "La refaire", "إعداده من جديد"),
    "home_annex_names": (
        "Call coders by their names",
        "Nommer les codeurs",
        "ذكر أسماء المرمِّزين",
    ),
    "home_annex_of": (
        "Made on {day}. What was done since is not in it.",
        "Faite le {day}. Ce qui a été fait depuis n’y est pas.",
        "أُعدّ في {day}. وما جرى بعده ليس فيه.",
    ),
    "home_annex_docx": ("For Word", "Pour Word", "لبرنامج Word"),
    "home_annex_html": ("As a page", "En page", "كصفحة"),
    "home_annex_md": ("As text (Markdown)", "En texte (Markdown)", "كنص (Markdown)"),
    "home_job_annex": ("Methods annex", "Annexe méthodologique", "ملحق المنهجية"),
}
