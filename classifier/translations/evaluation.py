"""The words behind the first page of an evaluation: figures, tables, captions, small print."""

from __future__ import annotations

EVALUATION: dict[str, tuple[str, str, str]] = {
    # the figures
    "figure_micro_f1": ("micro-F1", "micro-F1", "micro-F1"),
    "figure_micro_f1_says": (
        "Precision and recall in one number, every tick counting alike.",
        "Précision et rappel en un nombre, chaque coche comptant autant.",
        "الدقة والاستدعاء في رقم واحد، وكل علامة تُحسب بالتساوي.",
    ),
    "figure_micro_precision": ("micro precision", "précision (micro)", "الدقة (micro)"),
    "figure_micro_precision_says": (
        "Of the suggested ticks, the share coded.",
        "Parmi les coches proposées, la part qui a été codée.",
        "من العلامات المقترحة، النسبة التي رُمِّزت.",
    ),
    "figure_micro_recall": ("micro recall", "rappel (micro)", "الاستدعاء (micro)"),
    "figure_micro_recall_says": (
        "Of the coded ticks, the share suggested.",
        "Parmi les coches codées, la part qui a été proposée.",
        "من العلامات المرمَّزة، النسبة التي اقتُرحت.",
    ),
    "figure_macro_f1": ("macro-F1", "macro-F1", "macro-F1"),
    "figure_macro_f1_says": (
        "F1 label by label, then averaged: rare labels count as much as common ones.",
        "F1 code par code, puis la moyenne : les codes rares comptent autant que les fréquents.",
        "F1 لكل رمز ثم المتوسط: للرموز النادرة وزن الشائعة.",
    ),
    "figure_macro_precision": ("macro precision", "précision (macro)", "الدقة (macro)"),
    "figure_macro_precision_says": (
        "Precision averaged over the labels suggested.",
        "Précision, moyenne sur les codes proposés.",
        "متوسط الدقة على الرموز المقترحة.",
    ),
    "figure_macro_recall": ("macro recall", "rappel (macro)", "الاستدعاء (macro)"),
    "figure_macro_recall_says": (
        "Recall averaged over the labels coded.",
        "Rappel, moyenne sur les codes utilisés.",
        "متوسط الاستدعاء على الرموز المستعملة.",
    ),
    "figure_exact_match": ("exact match", "exactement pareil", "تطابق تام"),
    "figure_exact_match_says": (
        "Share of fragments suggested exactly as they were coded.",
        "Part des fragments proposés exactement comme ils ont été codés.",
        "نسبة المقاطع المقترحة تمامًا كما رُمِّزت.",
    ),
    "figure_jaccard": ("Jaccard", "Jaccard", "Jaccard"),
    "figure_jaccard_says": (
        "Per fragment, labels in common over labels in either; averaged.",
        "Par fragment, les codes communs sur tous les codes ; moyenne.",
        "لكل مقطع، الرموز المشتركة إلى جميع الرموز؛ ثم المتوسط.",
    ),
    "figure_ranking": ("ranking (LRAP)", "classement (LRAP)", "الترتيب (LRAP)"),
    "figure_ranking_says": (
        "How near the top of the list the coded labels stand; 1 is perfect.",
        "À quel point les codes retenus sont près du haut de la liste ; 1 est parfait.",
        "مدى قرب الرموز المستعملة من أعلى القائمة؛ 1 هو الكمال.",
    ),
    "figure_precision_at_1": ("first is right", "le premier est juste", "الأول صائب"),
    "figure_precision_at_1_says": (
        "Share of fragments whose likeliest label was coded.",
        "Part des fragments dont le code le plus probable a été codé.",
        "نسبة المقاطع التي رُمِّزت برمزها الأرجح.",
    ),
    "figure_precision_at_3": (
        "of the first three",
        "parmi les trois premiers",
        "من الثلاثة الأولى",
    ),
    "figure_precision_at_3_says": (
        "Share of the three likeliest labels coded.",
        "Part des trois codes les plus probables qui ont été codés.",
        "نسبة ما رُمِّز من الرموز الثلاثة الأرجح.",
    ),
    "figure_coverage_error": ("labels to read", "codes à lire", "رموز تُقرأ"),
    "figure_coverage_error_says": (
        "How many labels down the list one must read to meet every coded one.",
        "Combien de codes il faut lire dans la liste pour trouver tous ceux qui sont codés.",
        "كم رمزًا في القائمة يجب قراءته لملاقاة كل ما رُمِّز.",
    ),
    "figure_mean_ap": (
        "mean average precision",
        "précision moyenne (MAP)",
        "متوسط الدقة الوسطية",
    ),
    "figure_mean_ap_says": (
        "Area under each label's precision–recall curve, averaged.",
        "Aire sous la courbe précision–rappel de chaque code, moyenne.",
        "المساحة تحت منحنى الدقة والاستدعاء لكل رمز، ثم المتوسط.",
    ),
    "figure_brier": ("Brier score", "score de Brier", "مقياس Brier"),
    "figure_brier_says": (
        "Squared distance of probability and truth, averaged.",
        "Écart au carré entre probabilité et vérité, moyenne.",
        "مربع الفرق بين الاحتمال والحقيقة، ثم المتوسط.",
    ),
    "figure_calibration_error": (
        "calibration error",
        "erreur de calibration",
        "خطأ المعايرة",
    ),
    "figure_calibration_error_says": (
        "How far the probabilities of suggested labels stand from the shares found true, decile by "
        "decile; 0 is perfect.",
        "De combien les probabilités des codes proposés s’écartent des parts trouvées vraies, "
        "décile par décile ; 0 est parfait.",
        "مدى ابتعاد احتمالات الرموز المقترحة عن النسب التي صحت، عُشرًا عُشرًا؛ 0 هو الكمال.",
    ),
    # what heads the columns
    "head_target": ("target", "cible", "المحور"),
    "head_coded": ("coded", "codés", "المرمَّز"),
    "head_coded_says": (
        "Fragments with the label.",
        "Fragments qui portent le code.",
        "المقاطع التي تحمل الرمز.",
    ),
    "head_figure": ("figure", "mesure", "المقياس"),
    "head_value": (
        "value (95 % interval)",
        "valeur (intervalle à 95 %)",
        "القيمة (فترة 95 %)",
    ),
    "head_meaning": ("meaning", "signification", "المعنى"),
    "head_label": ("label", "code", "الرمز"),
    "head_suggested": ("suggested", "proposés", "المقترح"),
    "head_suggested_says": (
        "How often it was suggested.",
        "Combien de fois il a été proposé.",
        "كم مرة اقتُرح.",
    ),
    "head_precision": ("precision", "précision", "الدقة"),
    "head_precision_says": (
        "Of the suggestions, the share recorded.",
        "Parmi les propositions, la part enregistrée.",
        "من الاقتراحات، النسبة المسجَّلة.",
    ),
    "head_recall": ("recall", "rappel", "الاستدعاء"),
    "head_recall_says": (
        "Of the recorded ticks, the share suggested.",
        "Parmi les coches enregistrées, la part proposée.",
        "من العلامات المسجَّلة، النسبة المقترحة.",
    ),
    "head_f1": ("F1 with 95 % interval", "F1, intervalle à 95 %", "F1 مع فترة 95 %"),
    "head_f1_says": (
        "Precision and recall in one number.",
        "Précision et rappel en un nombre.",
        "الدقة والاستدعاء في رقم واحد.",
    ),
    "head_ap": ("AP", "AP", "AP"),
    "head_ap_says": (
        "Area under the precision–recall curve.",
        "Aire sous la courbe précision–rappel.",
        "المساحة تحت منحنى الدقة والاستدعاء.",
    ),
    "head_threshold": ("threshold", "seuil", "العتبة"),
    "head_threshold_says": (
        "Suggested from this probability up.",
        "Proposé à partir de cette probabilité.",
        "يُقترح من هذا الاحتمال فما فوق.",
    ),
    "head_from_codebook": (
        "from the codebook",
        "du livre de codes",
        "من دليل الترميز",
    ),
    "head_from_codebook_says": (
        "Share of the label's score that its sentences in the codebook gave; coded fragments gave "
        "the rest.",
        "Part du score du code que ses phrases dans le livre de codes ont donnée ; les fragments "
        "codés ont donné le reste.",
        "حصة جمل الرمز في دليل الترميز من درجته؛ والباقي من المقاطع المرمَّزة.",
    ),
    "head_instead": (
        "suggested in its stead",
        "proposé à sa place",
        "اقتُرح بدلًا منه",
    ),
    "head_instead_says": (
        "Where it was missed, and how often.",
        "Là où il a manqué, et combien de fois.",
        "حيث فات، وكم مرة.",
    ),
    "head_cut_by": ("cut by", "découpé selon", "مقسَّم بحسب"),
    "head_part": ("part", "partie", "الجزء"),
    "head_who_codes": ("who codes", "qui code", "من يرمِّز"),
    "head_fragments": ("fragments", "fragments", "المقاطع"),
    "head_view": ("view", "vue", "العرض"),
    "head_learned_from": ("learned from", "appris de", "تعلَّم من"),
    "head_tested_on": ("tested on", "essayé sur", "اختُبر على"),
    "head_measured_on": ("measured on", "mesuré sur", "قيس على"),
    "head_likely": ("likely", "probables", "المرجَّح"),
    "head_likely_says": (
        "Likely labels a fragment.",
        "Codes probables par fragment.",
        "الرموز المرجَّحة لكل مقطع.",
    ),
    "head_likely_recorded": ("of these recorded", "dont enregistrés", "المسجَّل منها"),
    "head_likely_recorded_says": (
        "Of the likely labels, the share recorded.",
        "Parmi les codes probables, la part enregistrée.",
        "من الرموز المرجَّحة، النسبة المسجَّلة.",
    ),
    "head_saved": (
        "saved, finding {cost}",
        "épargné, trouver {cost}",
        "الموفَّر، الإيجاد {cost}",
    ),
    "head_saved_says": (
        "A tick costs 1, finding {cost}.",
        "Une coche coûte 1, trouver coûte {cost}.",
        "العلامة تكلف 1، والإيجاد {cost}.",
    ),
    "head_coded_fragments": ("coded fragments", "fragments codés", "المقاطع المرمَّزة"),
    "head_gain": (
        "B minus A (95 % interval)",
        "B moins A (intervalle à 95 %)",
        "B ناقص A (فترة 95 %)",
    ),
    "head_difference": ("difference", "différence", "الفرق"),
    "head_fragment": ("fragment", "fragment", "المقطع"),
    "head_recorded": ("recorded", "enregistré", "المسجَّل"),
    "head_text": ("text", "texte", "النص"),
    # tables and pictures
    "table_headline": (
        "The targets in four figures, with 95 % intervals",
        "Les cibles en quatre mesures, avec intervalles à 95 %",
        "المحاور في أربعة مقاييس، مع فترات 95 %",
    ),
    "table_figures": (
        "{target}: all figures",
        "{target} : toutes les mesures",
        "{target}: كل المقاييس",
    ),
    "table_labels": (
        "{target}: label by label, in the codebook's order",
        "{target} : code par code, dans l’ordre du livre de codes",
        "{target}: رمزًا رمزًا، بترتيب دليل الترميز",
    ),
    "table_parts": (
        "{target}: by country, language, harvest, coder, length and missing fields (not to compare "
        "people: texts differ)",
        "{target} : par pays, langue, récolte, codeur, longueur et champs manquants (non pour "
        "comparer des personnes : les textes diffèrent)",
        "{target}: بحسب البلد واللغة والحصاد والمرمِّز والطول والحقول الناقصة (لا لمقارنة الأشخاص: "
        "فالنصوص تختلف)",
    ),
    "under_least": ("under {least}", "moins de {least}", "أقل من {least}"),
    "part_country": ("country", "pays", "البلد"),
    "part_language": ("language", "langue", "اللغة"),
    "part_harvest": ("harvest", "récolte", "الحصاد"),
    "part_coder": ("coder", "codeur", "المرمِّز"),
    "part_length": ("length", "longueur", "الطول"),
    "part_field_missing": ("field missing", "champ manquant", "حقل ناقص"),
    "table_yardsticks": (
        "{target}: the same figures for simpler ways and for people",
        "{target} : les mêmes mesures pour des moyens plus simples et pour des personnes",
        "{target}: المقاييس نفسها لطرق أبسط وللأشخاص",
    ),
    "table_views": (
        "{target}: forward in time",
        "{target} : en avançant dans le temps",
        "{target}: تقدُّمًا في الزمن",
    ),
    "table_work": (
        "What is likely, and the work saved, with 95 % intervals",
        "Ce qui est probable, et le travail épargné, avec intervalles à 95 %",
        "المرجَّح، والعمل الموفَّر، مع فترات 95 %",
    ),
    "these_fragments": ("these fragments", "ces fragments", "هذه المقاطع"),
    "table_curve": (
        "{target}: figures at growing numbers of coded fragments",
        "{target} : mesures pour de plus en plus de fragments codés",
        "{target}: المقاييس مع ازدياد عدد المقاطع المرمَّزة",
    ),
    "table_compared": (
        "A = {a}, B = {b}, on the same {fragments} fragments; the interval is of the difference, "
        "pair by pair",
        "A = {a}, B = {b}, sur les mêmes {fragments} fragments ; l’intervalle est celui de la "
        "différence, paire par paire",
        "A = {a}، B = {b}، على المقاطع نفسها ({fragments})؛ الفترة للفرق، زوجًا زوجًا",
    ),
    "table_encoders": (
        "A = without the encoder, B = with it, on the same {fragments} fragments; the interval is "
        "of the difference, pair by pair",
        "A = sans l’encodeur, B = avec lui, sur les mêmes {fragments} fragments ; l’intervalle est "
        "celui de la différence, paire par paire",
        "A = بدون المشفّر، B = معه، على المقاطع نفسها ({fragments})؛ الفترة للفرق، زوجًا زوجًا",
    ),
    "head_encoder": ("encoder", "encodeur", "المشفّر"),
    "difference_real": ("real", "réelle", "حقيقي"),
    "difference_chance": ("may be chance", "peut être le hasard", "قد يكون صدفة"),
    "difference_undecided": (
        "too few groups to tell",
        "trop peu de groupes pour le dire",
        "المجموعات أقل من أن تحسم",
    ),
    "table_surprising": (
        "Recorded codes that the model finds most surprising, and what it would suggest",
        "Les codes enregistrés qui surprennent le plus le modèle, et ce qu’il proposerait",
        "الرموز المسجَّلة التي يراها النموذج الأغرب، وما كان سيقترحه",
    ),
    "none_suggested": ("none", "aucun", "لا شيء"),
    "calibration_alt": (
        "Calibration of {target}. {said}.",
        "Calibration de {target}. {said}.",
        "معايرة {target}. {said}.",
    ),
    "calibration_decile": (
        "{given} given, {true} recorded ({count})",
        "{given} donné, {true} enregistré ({count})",
        "أُعطي {given}، وسُجِّل {true} ({count})",
    ),
    "calibration_caption": (
        "Calibration of the suggested labels, by decile: the probability given, and the share that "
        "is recorded. On the dashed line both are the same; the bars are 95 % intervals.",
        "Calibration des codes proposés, par décile : la probabilité donnée, et la part "
        "enregistrée. Sur la ligne pointillée, les deux sont égales ; les barres sont des "
        "intervalles à 95 %.",
        "معايرة الرموز المقترحة، بحسب الأعشار: الاحتمال المعطى، والنسبة المسجَّلة. على الخط "
        "المتقطع يتساويان؛ والأشرطة فترات 95 %.",
    ),
    "confusion_caption": (
        "Labels that blur: the first was recorded and not suggested, the second was suggested in "
        "its stead; in how many fragments.",
        "Codes qui se confondent : le premier était enregistré et n’a pas été proposé, le second a "
        "été proposé à sa place ; dans combien de fragments.",
        "رموز تختلط: الأول سُجِّل ولم يُقترح، والثاني اقتُرح بدلًا منه؛ وفي كم مقطع.",
    ),
    "confusion_pair": (
        "{missed} → {instead}",
        "{missed} → {instead}",
        "\u200f{missed} \u200f←\u200f {instead}",
    ),
    "label_curve_alt": (
        "Precision and recall of {label}: average precision {ap}; at its threshold precision "
        "{precision}, recall {recall}.",
        "Précision et rappel de {label} : précision moyenne {ap} ; à son seuil, précision "
        "{precision}, rappel {recall}.",
        "الدقة والاستدعاء للرمز {label}: متوسط الدقة {ap}؛ وعند عتبته الدقة {precision} "
        "والاستدعاء {recall}.",
    ),
    "learning_alt": (
        "Learning curve of {target}. {said}.",
        "Courbe d’apprentissage de {target}. {said}.",
        "منحنى التعلم للمحور {target}. {said}.",
    ),
    "learning_point": (
        "{count} fragments: {figures}",
        "{count} fragments : {figures}",
        "{count} مقطعًا: {figures}",
    ),
    "learning_caption": (
        "{target}: learning curve",
        "{target} : courbe d’apprentissage",
        "{target}: منحنى التعلم",
    ),
    # who else codes
    "way_ours": ("this classifier", "ce programme", "هذا البرنامج"),
    "way_ours_says": (
        "Words, sentence vectors and the codebook's own sentences together.",
        "Mots, vecteurs de phrases et phrases du livre de codes ensemble.",
        "الكلمات ومتجهات الجمل وجمل دليل الترميز معًا.",
    ),
    "way_most_frequent": (
        "always the most frequent",
        "toujours le plus fréquent",
        "الأكثر ورودًا دائمًا",
    ),
    "way_most_frequent_says": (
        "Always suggests the most frequent labels, whatever the text.",
        "Propose toujours les codes les plus fréquents, quel que soit le texte.",
        "يقترح دائمًا أكثر الرموز ورودًا، مهما كان النص.",
    ),
    "way_words": (
        "TF-IDF + logistic regression",
        "TF-IDF + régression logistique",
        "TF-IDF وانحدار لوجستي",
    ),
    "way_words_says": (
        "TF-IDF of words and a logistic regression for each label.",
        "TF-IDF des mots et une régression logistique par code.",
        "TF-IDF للكلمات وانحدار لوجستي لكل رمز.",
    ),
    "way_embeddings": ("embeddings only", "vecteurs de phrases seuls", "متجهات الجمل وحدها"),
    "way_embeddings_says": (
        "Sentence vectors and a logistic regression for each label.",
        "Vecteurs de phrases et une régression logistique par code.",
        "متجهات الجمل وانحدار لوجستي لكل رمز.",
    ),
    "way_definitions": (
        "zero-shot from definitions",
        "sans exemple, d’après les définitions",
        "من التعريفات دون أمثلة",
    ),
    "way_definitions_says": (
        "The codebook's sentences alone, without a single coded fragment.",
        "Les phrases du livre de codes seules, sans un seul fragment codé.",
        "جمل دليل الترميز وحدها، دون أي مقطع مرمَّز.",
    ),
    "way_human": (
        "human ceiling: coders against each other",
        "plafond humain : les codeurs entre eux",
        "السقف البشري: المرمِّزون بعضهم مع بعض",
    ),
    "way_beside": (
        "this classifier against the same single coders",
        "ce programme face aux mêmes codeurs, un à un",
        "هذا البرنامج أمام المرمِّزين أنفسهم، واحدًا واحدًا",
    ),
    "forward_view": (
        "forward in time: {harvest}",
        "en avançant dans le temps : {harvest}",
        "تقدُّمًا في الزمن: {harvest}",
    ),
    # sentences behind the first page
    "report_few_judged": (
        "Too few examples to say anything of: {labels}.",
        "Trop peu d’exemples pour dire quoi que ce soit de : {labels}.",
        "الأمثلة أقل من أن يُقال شيء عن: {labels}.",
    ),
    "report_work_costs": (
        "Ticking or unticking a label costs 1, finding it in the list 0, 2 or 4 more. What is "
        "likely (suggested, and above 50 %) is ticked already, what is possible (suggested, or "
        "among the first three) need not be found. Reading costs the same and is not counted.",
        "Cocher ou décocher un code coûte 1, le trouver dans la liste 0, 2 ou 4 de plus. Ce qui "
        "est probable (proposé, et au-dessus de 50 %) est déjà coché, ce qui est possible "
        "(proposé, ou parmi les trois premiers) n’est pas à chercher. Lire coûte autant et n’est "
        "pas compté.",
        "وضع علامة على رمز أو رفعها يكلف 1، وإيجاده في القائمة 0 أو 2 أو 4 زيادة. المرجَّح "
        "(المقترح فوق 50 %) معلَّم من قبل، والممكن (المقترح، أو من الثلاثة الأولى) لا يُبحث عنه. "
        "القراءة تكلف القدر نفسه ولا تُحسب.",
    ),
    "report_other_labels": (
        "Other labels in the two models: {targets}.",
        "Codes différents dans les deux modèles : {targets}.",
        "رموز مختلفة في النموذجين: {targets}.",
    ),
    "report_by_chance": (
        "Of many figures, one in twenty differs by chance alone: trust a difference that several "
        "figures show.",
        "Sur beaucoup de mesures, une sur vingt diffère par le seul hasard : fiez-vous à une "
        "différence que plusieurs mesures montrent.",
        "من مقاييس كثيرة يختلف واحد من عشرين بالصدفة وحدها: ثق بفرق تُظهره عدة مقاييس.",
    ),
    "report_votes": (
        "What do the votes of a second reader bring?",
        "Qu’apportent les avis d’un second lecteur ?",
        "ماذا تضيف آراء قارئ ثانٍ؟",
    ),
    "report_votes_lead": (
        "On {fragments} coded fragments with votes, each scored by a fit, and by a trust in the "
        "votes, that had not seen it.",
        "Sur {fragments} fragments codés avec avis, chacun noté par un modèle, et par une "
        "confiance dans les avis, qui ne l’avaient pas vu.",
        "على {fragments} من المقاطع المرمَّزة ذات الآراء، كلٌّ منها قدَّره نموذج، وثقةٌ في الآراء، "
        "لم يرياه.",
    ),
    "report_a_and_b": ("A: {a}. B: {b}.", "A : {a}. B : {b}.", "A: {a}. B: {b}."),
    "report_fact": ("{name}: {value}", "{name} : {value}", "{name}: {value}"),
    "fact_measured": ("Measured", "Mesuré", "ما قيس"),
    "fact_harvests": ("Harvests", "Récoltes", "الحصادات"),
    "fact_not_named": ("not named", "non nommées", "غير مسماة"),
    "fact_languages": ("Languages", "Langues", "اللغات"),
    "fact_kept_together": ("Kept together", "Gardé ensemble", "ما بقي معًا"),
    "fact_seed": ("Seed", "Graine", "البذرة"),
    "report_coded_fragments": (
        "{n} coded fragment|{n} coded fragments",
        "{n} fragment codé|{n} fragments codés",
        "المقاطع المرمَّزة: {n}",
    ),
    "report_how_held_out": (
        "Each fragment was scored by a fit that had not seen it, nor what must not vouch for it. "
        "Penalty, calibration and thresholds were chosen on these scores; the view forward in time "
        "chooses them on the earlier harvests alone.",
        "Chaque fragment a été noté par un modèle qui ne l’avait pas vu, ni rien de ce qui ne doit "
        "pas témoigner pour lui. Pénalité, calibration et seuils ont été choisis sur ces notes ; "
        "la vue en avançant dans le temps les choisit sur les seules récoltes antérieures.",
        "قدَّر كلَّ مقطع نموذجٌ لم يره، ولم ير ما لا يجوز أن يشهد له. اختيرت الغرامة والمعايرة "
        "والعتبات على هذه الدرجات؛ أما العرض المتقدم في الزمن فيختارها على الحصادات الأسبق وحدها.",
    ),
    "report_how_unseen": (
        "The model was trained before; fragments it had seen are left out.",
        "Le modèle a été entraîné avant ; les fragments qu’il avait vus sont laissés de côté.",
        "دُرِّب النموذج من قبل؛ وتُركت المقاطع التي رآها.",
    ),
    "report_not_measured": (
        "Not measured: {what} {why}",
        "Non mesuré : {what} {why}",
        "لم يُقَس: {what} {why}",
    ),
    "report_never_both": (
        "What never stands on both sides of a test: {kept}.",
        "Ce qui n’est jamais des deux côtés d’un essai : {kept}.",
        "ما لا يقف أبدًا على جانبي الاختبار: {kept}.",
    ),
    "report_how_intervals": (
        "Intervals: 95 %, from 1,000 resamples of whole groups, with Student's distribution for "
        "few groups. There is none with fewer than 5 groups, nor where groups are so unequal that "
        "it would reach from 0 to 1. They were checked by simulation (eval/coverage.md).",
        "Intervalles : 95 %, d’après 1 000 rééchantillonnages de groupes entiers, avec la loi de "
        "Student pour peu de groupes. Il n’y en a pas avec moins de 5 groupes, ni là où les "
        "groupes sont si inégaux qu’il irait de 0 à 1. Ils ont été vérifiés par simulation "
        "(eval/coverage.md).",
        "الفترات: 95 %، من 1000 إعادة سحب لمجموعات كاملة، مع توزيع ستودنت حيث المجموعات قليلة. ولا "
        "فترة مع أقل من 5 مجموعات، ولا حيث تتفاوت المجموعات حتى تمتد من 0 إلى 1. فُحصت بالمحاكاة "
        "(eval/coverage.md).",
    ),
    "report_dash_means": (
        "“–” means undefined, not 0: nothing was suggested, or nothing recorded. A label that did "
        "not exist in a fragment's codebook version is left out there.",
        "« – » veut dire indéfini, non 0 : rien n’a été proposé, ou rien enregistré. Un code qui "
        "n’existait pas dans la version du livre de codes d’un fragment y est laissé de côté.",
        "«–» تعني غير معرَّف، لا 0: لم يُقترح شيء، أو لم يُسجَّل شيء. والرمز الذي لم يكن في إصدار "
        "دليل الترميز الخاص بمقطع يُترك هناك.",
    ),
    "report_every_label": (
        "Every label of the codebook has its place, also where nobody recorded it, so that no "
        "wrong suggestion disappears.",
        "Chaque code du livre de codes a sa place, même là où personne ne l’a enregistré, pour "
        "qu’aucune proposition fausse ne disparaisse.",
        "لكل رمز في دليل الترميز مكانه، حتى حيث لم يسجله أحد، فلا يختفي اقتراح خاطئ.",
    ),
    "report_words": (
        "Fragment: one outcome with its texts. Twins: fragments that tell the same outcome. "
        "Recorded: what coders wrote down. Held out: not seen by the model that scored it. Group: "
        "what is held out together. Calibrated: of labels that are given 70 %, about 70 in 100 are "
        "recorded. Threshold: the probability from which a label is suggested. Example: a coded "
        "fragment with the label.",
        "Fragment : un effet avec ses textes. Jumeaux : fragments qui racontent le même effet. "
        "Enregistré : ce que les codeurs ont noté. Mis de côté : non vu par le modèle qui l’a "
        "noté. Groupe : ce qui est mis de côté ensemble. Calibré : des codes donnés à 70 %, "
        "environ 70 sur 100 sont enregistrés. Seuil : la probabilité à partir de laquelle un code "
        "est proposé. Exemple : un fragment codé qui porte le code.",
        "المقطع: نتيجة بنصوصها. التوائم: مقاطع تحكي النتيجة نفسها. المسجَّل: ما دوَّنه المرمِّزون. "
        "المُبعَد: ما لم يره النموذج الذي قدَّره. المجموعة: ما يُبعَد معًا. المعاير: من الرموز "
        "التي أُعطيت 70 % يُسجَّل نحو 70 من 100. العتبة: الاحتمال الذي يُقترح الرمز من عنده. "
        "المثال: مقطع مرمَّز يحمل الرمز.",
    ),
    "kept_country_harvest": (
        "everything from one country in one harvest, and twins",
        "tout ce qui vient d’un pays dans une récolte, et les jumeaux",
        "كل ما هو من بلد واحد في حصاد واحد، والتوائم",
    ),
    "kept_harvest": (
        "everything from one harvest, and twins",
        "tout ce qui vient d’une récolte, et les jumeaux",
        "كل ما هو من حصاد واحد، والتوائم",
    ),
    "kept_country": (
        "everything from one country, and twins",
        "tout ce qui vient d’un pays, et les jumeaux",
        "كل ما هو من بلد واحد، والتوائم",
    ),
    "kept_twins": (
        "twins (one outcome told twice)",
        "les jumeaux (un effet raconté deux fois)",
        "التوائم (نتيجة رُويت مرتين)",
    ),
    "kept_rows": (
        "nothing but each fragment itself, since no outcome is told twice",
        "rien que le fragment lui-même, puisqu’aucun effet n’est raconté deux fois",
        "لا شيء سوى المقطع نفسه، إذ لم تُروَ نتيجة مرتين",
    ),
    "curve_too_few": (
        "{target}: there are too few points to look ahead.",
        "{target} : trop peu de points pour prévoir.",
        "{target}: النقاط أقل من أن يُنظر بها إلى الأمام.",
    ),
    "curve_little": (
        "{target}: another {more} coded fragments would probably change the {figure} little.",
        "{target} : {more} fragments codés de plus changeraient sans doute peu : {figure}.",
        "{target}: {more} مقطعًا مرمَّزًا آخر لن تغيِّر على الأرجح إلا قليلًا: {figure}.",
    ),
    "curve_raise": (
        "{target}: another {more} coded fragments would probably raise the {figure} by about "
        "{gain}.",
        "{target} : {more} fragments codés de plus augmenteraient sans doute d’environ {gain} : "
        "{figure}.",
        "{target}: {more} مقطعًا مرمَّزًا آخر ترفع على الأرجح بنحو {gain}: {figure}.",
    ),
    "curve_lower": (
        "{target}: another {more} coded fragments would probably lower the {figure} by about "
        "{gain}.",
        "{target} : {more} fragments codés de plus baisseraient sans doute d’environ {gain} : "
        "{figure}.",
        "{target}: {more} مقطعًا مرمَّزًا آخر تخفض على الأرجح بنحو {gain}: {figure}.",
    ),
    "curve_not_checked": (
        "There are too few points to check that.",
        "Trop peu de points pour le vérifier.",
        "النقاط أقل من أن يُتحقق من ذلك.",
    ),
    "curve_too_low": (
        "Checked on the last point, which it was not shown, such a forecast was {off} too low.",
        "Vérifiée sur le dernier point, qu’elle n’avait pas vu, une telle prévision était trop "
        "basse de {off}.",
        "عند التحقق على النقطة الأخيرة، التي لم تُعرض عليه، كان مثل هذا التوقع أقل مما ينبغي "
        "بمقدار {off}.",
    ),
    "curve_too_high": (
        "Checked on the last point, which it was not shown, such a forecast was {off} too high.",
        "Vérifiée sur le dernier point, qu’elle n’avait pas vu, une telle prévision était trop "
        "haute de {off}.",
        "عند التحقق على النقطة الأخيرة، التي لم تُعرض عليه، كان مثل هذا التوقع أعلى مما ينبغي "
        "بمقدار {off}.",
    ),
    "from_to": ("{low} to {high}", "{low} à {high}", "من {low} إلى {high}"),
    "replay_none": (
        "{target}: no fragment could have been accepted unseen with a promise of {promised} "
        "precision.",
        "{target} : aucun fragment n’aurait pu être accepté sans lecture avec une promesse de "
        "{promised} de précision.",
        "{target}: لم يكن ممكنًا قبول أي مقطع دون قراءة مع وعد بدقة {promised}.",
    ),
    "replay_taken": (
        "{target}: {share} fragments could have been accepted as suggested under a promise of "
        "{promised} precision; {right} labels in them were recorded too.",
        "{target} : {share} fragments auraient pu être acceptés tels que proposés avec une "
        "promesse de {promised} de précision ; {right} codes en eux étaient aussi enregistrés.",
        "{target}: كان يمكن قبول {share} من المقاطع كما اقتُرحت مع وعد بدقة {promised}؛ وكان "
        "{right} من رموزها مسجَّلًا أيضًا.",
    ),
    "replay_less": (
        "Beginning from what is likely takes {share} less work than coding from nothing, if "
        "finding a label costs {cost} ticks.",
        "Partir de ce qui est probable demande {share} de travail en moins que coder à partir de "
        "rien, si trouver un code coûte {cost} coches.",
        "البدء من المرجَّح يوفر {share} من العمل مقارنة بالترميز من الصفر، إن كان إيجاد الرمز يكلف "
        "{cost} علامات.",
    ),
    "replay_more": (
        "Beginning from what is likely takes {share} more work than coding from nothing, if "
        "finding a label costs {cost} ticks.",
        "Partir de ce qui est probable demande {share} de travail en plus que coder à partir de "
        "rien, si trouver un code coûte {cost} coches.",
        "البدء من المرجَّح يزيد العمل {share} مقارنة بالترميز من الصفر، إن كان إيجاد الرمز يكلف "
        "{cost} علامات.",
    ),
    "better_each": (
        "Each model is better at something, beyond chance: {figures} (B minus A).",
        "Chaque modèle est meilleur en quelque chose, au-delà du hasard : {figures} (B moins A).",
        "كل نموذج أفضل في شيء، بما يتجاوز الصدفة: {figures} (B ناقص A).",
    ),
    "better_b": (
        "{b} (B) is better than {a} (A), beyond chance: {figures} (B minus A).",
        "{b} (B) est meilleur que {a} (A), au-delà du hasard : {figures} (B moins A).",
        "{b} (B) أفضل من {a} (A)، بما يتجاوز الصدفة: {figures} (B ناقص A).",
    ),
    "better_a": (
        "{a} (A) is better than {b} (B), beyond chance: {figures} (B minus A).",
        "{a} (A) est meilleur que {b} (B), au-delà du hasard : {figures} (B moins A).",
        "{a} (A) أفضل من {b} (B)، بما يتجاوز الصدفة: {figures} (B ناقص A).",
    ),
    "better_all_seen": (
        "No coded fragment is new to both models, so they cannot be compared: each has learned "
        "from those that the other has not seen. Give coded fragments that neither has seen.",
        "Aucun fragment codé n’est nouveau pour les deux modèles, on ne peut donc pas les comparer "
        ": chacun a appris de ceux que l’autre n’a pas vus. Donnez des fragments codés que ni l’un "
        "ni l’autre n’a vus.",
        "لا مقطع مرمَّزًا جديد على النموذجين معًا، فلا تمكن المقارنة: كلٌّ منهما تعلَّم مما لم يره "
        "الآخر. قدِّم مقاطع مرمَّزة لم يرها أي منهما.",
    ),
    "better_no_target": (
        "The two models share no target with the same labels, so they cannot be compared.",
        "Les deux modèles n’ont aucune cible avec les mêmes codes, on ne peut donc pas les "
        "comparer.",
        "لا يشترك النموذجان في محور له الرموز نفسها، فلا تمكن المقارنة.",
    ),
    "better_too_few": (
        "With fewer than {least} groups of fragments it cannot be told whether the models differ.",
        "Avec moins de {least} groupes de fragments, on ne peut dire si les modèles diffèrent.",
        "مع أقل من {least} مجموعات من المقاطع لا يمكن القول إن كان النموذجان يختلفان.",
    ),
    "better_neither": (
        "On these {fragments} fragments no figure differs by more than chance would bring: there "
        "is no reason to prefer one model.",
        "Sur ces {fragments} fragments, aucune mesure ne diffère plus que le hasard ne "
        "l’apporterait : il n’y a pas de raison de préférer un modèle.",
        "على هذه المقاطع ({fragments}) لا يختلف أي مقياس بأكثر مما تأتي به الصدفة: لا سبب لتفضيل "
        "نموذج.",
    ),
    "worth_ask": (
        "“classifier codebook examples-prompt” writes a text that asks for examples, with nothing "
        "of a harvest in it; “classifier codebook add-examples” takes the answer in.",
        "« classifier codebook examples-prompt » écrit un texte qui demande des exemples, sans "
        "rien d’une récolte ; « classifier codebook add-examples » reprend la réponse.",
        "الأمر \u200eclassifier codebook examples-prompt\u200e يكتب نصًا يطلب أمثلة، وليس فيه شيء "
        "من حصاد؛ والأمر \u200eclassifier codebook add-examples\u200e يأخذ الجواب.",
    ),
    "worth_few": (
        "{target}, labels with fewer than {least}: {labels}.",
        "{target}, codes qui en ont moins de {least} : {labels}.",
        "{target}، رموز لها أقل من {least}: {labels}.",
    ),
    "worth_cheapest": (
        "Short example sentences are the cheapest way to better suggestions.",
        "De courtes phrases d’exemple sont le moyen le moins cher d’avoir de meilleures "
        "propositions.",
        "جمل الأمثلة القصيرة أرخص طريق إلى اقتراحات أفضل.",
    ),
    "worth_nothing": (
        "The codebook has no examples, so there was nothing to measure.",
        "Le livre de codes n’a pas d’exemples, il n’y avait donc rien à mesurer.",
        "ليس في دليل الترميز أمثلة، فلم يكن ثمة ما يُقاس.",
    ),
    "worth_alike": (
        "The same fragments, held out alike. {told}",
        "Les mêmes fragments, mis de côté de même. {told}",
        "المقاطع نفسها، أُبعدت بالطريقة نفسها. {told}",
    ),
    "caution_nothing": (
        "Nothing was measured: how far the suggestions can be trusted is not known.",
        "Rien n’a été mesuré : on ne sait pas jusqu’où se fier aux propositions.",
        "لم يُقَس شيء: لا يُعرف إلى أي حد يمكن الوثوق بالاقتراحات.",
    ),
    "caution_no_interval": (
        "{only}: too few for any interval.",
        "{only} : trop peu pour un intervalle.",
        "{only}: أقل من أن تكون لها فترة.",
    ),
    "caution_wide": (
        "{only}. With fewer than {least} the intervals are wide, and those of rare labels hold the "
        "truth in clearly fewer than 95 of 100 cases.",
        "{only}. Avec moins de {least}, les intervalles sont larges, et ceux des codes rares "
        "contiennent la vérité dans nettement moins de 95 cas sur 100.",
        "{only}. مع أقل من {least} تكون الفترات واسعة، وفترات الرموز النادرة تحوي الحقيقة في أقل "
        "بوضوح من 95 حالة من 100.",
    ),
    "caution_few_fragments": (
        "{fragments} fragments are few: one more would move the figures.",
        "{fragments} fragments, c’est peu : un de plus changerait les mesures.",
        "{fragments} من المقاطع قليل: مقطع آخر يحرك المقاييس.",
    ),
    "caution_languages": (
        "Most fragments are in one language; of the others there are few ({languages}).",
        "La plupart des fragments sont dans une langue ; des autres il y en a peu ({languages}).",
        "معظم المقاطع بلغة واحدة؛ ومن الأخرى قليل ({languages}).",
    ),
    "caution_new_harvest": (
        "Held-out scores come from the archive itself. A new harvest brings new countries and "
        "stories; the view forward in time is nearer to that use.",
        "Les notes mises de côté viennent de l’archive même. Une nouvelle récolte apporte de "
        "nouveaux pays et de nouvelles histoires ; la vue en avançant dans le temps est plus "
        "proche de cet usage.",
        "درجات المُبعَد تأتي من الأرشيف نفسه. الحصاد الجديد يأتي ببلدان وقصص جديدة؛ والعرض المتقدم "
        "في الزمن أقرب إلى ذلك الاستعمال.",
    ),
    "only_stories": (
        "The fragments tell only {n} different story|The fragments tell only {n} different stories",
        "Les fragments ne racontent que {n} histoire différente|"
        "Les fragments ne racontent que {n} histoires différentes",
        "القصص المختلفة في المقاطع قليلة: {n}",
    ),
    "only_groups": (
        "There is only {n} group of fragments|There are only {n} groups of fragments",
        "Il n’y a que {n} groupe de fragments|Il n’y a que {n} groupes de fragments",
        "مجموعات المقاطع قليلة: {n}",
    ),
    "omitted_full": (
        "Train with --full-report for it.",
        "Entraînez avec --full-report pour l’avoir.",
        "درِّب بالخيار \u200e--full-report\u200e لتحصل عليه.",
    ),
    "omitted_too_few": (
        "It needs {least} coded fragments in two groups or more.",
        "Il faut {least} fragments codés en deux groupes ou plus.",
        "يلزم له {least} مقطعًا مرمَّزًا في مجموعتين أو أكثر.",
    ),
    "omitted_training": (
        "It needs the training fragments: name the training harvests beside the new one.",
        "Il faut les fragments d’entraînement : nommez les récoltes d’entraînement à côté de la "
        "nouvelle.",
        "تلزم له مقاطع التدريب: سمِّ حصادات التدريب إلى جانب الجديد.",
    ),
    "omitted_again": (
        "A finished model cannot be fitted again. Train with --full-report for it.",
        "Un modèle fini ne peut être ajusté de nouveau. Entraînez avec --full-report pour l’avoir.",
        "النموذج المنتهي لا يُدرَّب من جديد. درِّب بالخيار \u200e--full-report\u200e لتحصل عليه.",
    ),
}
