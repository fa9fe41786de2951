"""The words of the pre-tagged workbook: our sheets, their columns, and why a label is suggested."""

from __future__ import annotations

WORKBOOK: dict[str, tuple[str, str, str]] = {
    # words that are chosen as decisions; `decide` understands them in every language
    "accept_word": ("accept", "accepter", "قبول"),
    "none_fits_word": ("none fits", "aucun ne convient", "لا شيء مناسب"),
    "discuss_word": ("discuss", "à discuter", "للنقاش"),
    # the columns
    "column_text": ("Outcome · Significance", "Effet · Importance", "النتيجة · الأهمية"),
    "column_text_says": (
        "The fragment: its id, what happened, and why it matters. It stays in sight while you "
        "decide.",
        "Le fragment : son identifiant, ce qui s’est passé et pourquoi c’est important. Il "
        "reste visible pendant que vous décidez.",
        "المقطع: معرِّفه، وما حدث، ولماذا هو مهم. يبقى ظاهرًا وأنت تقرر.",
    ),
    "column_decision": ("Decision", "Décision", "القرار"),
    "column_decision_says": (
        "Yours: choose “accept”, “none fits” or “discuss”, or write names of the codebook, "
        "several parted by commas; “accept, New structure” or “+ New structure” adds to what is "
        "likely, “accept - New structure” takes away from it. An empty cell means undecided, "
        "and that row is left as it was.",
        "La vôtre : choisissez « accepter », « aucun ne convient » ou « à discuter », ou "
        "écrivez des noms du livre de codes, séparés par des virgules ; « accepter, Nouvelle "
        "structure » ou « + Nouvelle structure » ajoute à ce qui est probable, « accepter - "
        "Nouvelle structure » en retire. Une cellule vide veut dire non décidé, et cette ligne "
        "reste telle quelle.",
        "قرارك أنت: اختر «قبول» أو «لا شيء مناسب» أو «للنقاش»، أو اكتب أسماء من دليل الترميز "
        "تفصل بينها فواصل؛ «قبول + اسم» أو «+ اسم» يضيف إلى المرجَّح، و«قبول - اسم» يحذف منه. "
        "الخلية الفارغة تعني أنه لا قرار بعد، ويبقى ذلك الصف كما كان.",
    ),
    "column_likely": ("Likely", "Probable", "المرجَّح"),
    "column_likely_says": (
        "The names that are suggested and likelier than not, with their probabilities: what "
        "“accept” takes. “–” says that none is. “· sure”: may be taken unread, as was promised.",
        "Les noms proposés et plus probables qu’improbables, avec leurs probabilités : c’est ce "
        "que prend « accepter ». « – » veut dire aucun. « · sûr » : peut être pris sans "
        "lecture, comme promis.",
        "الأسماء المقترحة التي يزيد احتمالها على النصف، مع احتمالاتها: هذا ما يأخذه «قبول». «–» "
        "يعني لا شيء. «· مؤكد»: يمكن أخذه دون قراءة، كما وُعد.",
    ),
    "column_possible": ("Possible", "Possible", "الممكن"),
    "column_possible_says": (
        "Other names worth a look, with their probabilities: those that are suggested, and "
        "those among the first three. Nothing takes them unasked.",
        "D’autres noms à regarder, avec leurs probabilités : ceux qui sont proposés et ceux qui "
        "sont parmi les trois premiers. Rien ne les prend sans que vous le demandiez.",
        "أسماء أخرى تستحق النظر، مع احتمالاتها: المقترحة، وما هو بين الثلاثة الأولى. لا شيء "
        "يأخذها دون طلبك.",
    ),
    "column_why": ("Why", "Pourquoi", "السبب"),
    "column_why_says": (
        "The words of this row's text that speak for each suggested name, or coded fragments "
        "that are most like it and carry it. They are hints for your eyes, not a proof.",
        "Les mots du texte de cette ligne qui parlent pour chaque nom proposé, ou les fragments "
        "codés les plus semblables qui le portent. Ce sont des indices pour l’œil, non une "
        "preuve.",
        "كلمات نص هذا الصف التي تدل على كل اسم مقترح، أو المقاطع المرمَّزة الأشبه به التي "
        "تحمله. هي إشارات للعين، لا دليل.",
    ),
    "column_follows": ("Follows", "En découle", "يترتب عليه"),
    "column_follows_says": (
        "What is likely of a target that follows from your decision on another one. It is "
        "shown, and not asked: “finish” writes what follows.",
        "Ce qui est probable pour une cible qui découle de votre décision sur une autre. C’est "
        "montré, non demandé : « finish » écrit ce qui en découle.",
        "المرجَّح في محور يترتب على قرارك في محور آخر. يُعرض ولا يُسأل عنه: الأمر finish يكتب "
        "ما يترتب.",
    ),
    "column_notes": ("Notes", "Remarques", "ملاحظات"),
    "column_notes_says": (
        "What a reader of this row should know, such as a text that was too long. It is empty "
        "for most rows.",
        "Ce que le lecteur de cette ligne doit savoir, par exemple un texte trop long. C’est "
        "vide pour la plupart des lignes.",
        "ما ينبغي أن يعرفه قارئ هذا الصف، كنص أطول من اللازم. فارغة في معظم الصفوف.",
    ),
    "column_doubt": ("Unsure first", "Incertains d’abord", "الأقل يقينًا أولًا"),
    "column_doubt_says": (
        "Sort by it, the smallest first, to begin where the program knows least. Sort by "
        "“Belongs to” or the text to group by fragment.",
        "Triez par cette colonne, le plus petit d’abord, pour commencer là où le programme en "
        "sait le moins. Triez par « Appartient à » ou par le texte pour grouper par fragment.",
        "رتِّب بحسب هذا العمود، من الأصغر، لتبدأ حيث يعرف البرنامج أقل ما يعرف. ورتِّب بحسب "
        "«يخص» أو النص للتجميع بحسب المقطع.",
    ),
    "column_key": ("Belongs to", "Appartient à", "يخص"),
    "column_key_says": (
        "The fragment that the suggestions in this row are for. It ties your decision to the "
        "fragment when rows are sorted, so please leave it.",
        "Le fragment auquel se rapportent les propositions de cette ligne. Il lie votre "
        "décision au fragment quand les lignes sont triées : merci de le laisser.",
        "المقطع الذي تخصه الاقتراحات في هذا الصف. يربط قرارك بالمقطع عند ترتيب الصفوف، فيُرجى "
        "تركه كما هو.",
    ),
    # cells
    "decision_prompt": (
        "accept: takes what is likely.\nnone fits: you looked, and no name fits.\ndiscuss: keep "
        "it for a talk.\nOr names, parted by commas; “+ name” adds to what is likely.\nEmpty: "
        "undecided.",
        "accepter : prend ce qui est probable.\naucun ne convient : vous avez regardé, aucun nom "
        "ne va.\nà discuter : à garder pour en parler.\nOu des noms, séparés par des virgules ; « "
        "+ nom » ajoute au probable.\nVide : non décidé.",
        "قبول: يأخذ المرجَّح.\nلا شيء مناسب: نظرتَ ولا اسم يناسب.\nللنقاش: يُترك للحديث عنه.\nأو "
        "أسماء تفصل بينها فواصل؛ «+ اسم» يضيف إلى المرجَّح.\nفارغ: لا قرار بعد.",
    ),
    "sure": ("sure", "sûr", "مؤكد"),
    "not_readable_cell": ("not readable", "illisible", "غير مقروء"),
    "confidential_cell": (
        "(confidential: read it in the harvest's own file)",
        "(confidentiel : à lire dans le fichier de la récolte)",
        "(سري: يُقرأ في ملف الحصاد نفسه)",
    ),
    "text_goes_on": (
        "▼ Longer than a row can be: choose this cell and read on in the line above the sheet.",
        "▼ Plus long qu’une ligne ne peut l’être : choisissez cette cellule et lisez la suite dans "
        "la barre au-dessus de la feuille.",
        "▼ أطول مما يتسع له صف: اختر هذه الخلية واقرأ البقية في الشريط الذي فوق الورقة.",
    ),
    "few_coded": (
        "only {n} coded example|only {n} coded examples",
        "{n} exemple codé seulement|{n} exemples codés seulement",
        "مثال مرمَّز واحد فقط|مثالان مرمَّزان فقط|{n} أمثلة مرمَّزة فقط|{n} مثالًا مرمَّزًا فقط",
    ),
    # reasons and notes of a suggestion
    "in_outcome": ("{words} in the outcome", "{words} dans l’effet", "{words} في النتيجة"),
    "in_significance": (
        "{words} in the significance",
        "{words} dans l’importance",
        "{words} في الأهمية",
    ),
    "like_text": ("like {name}: “{text}”", "comme {name} : “{text}”", "يشبه {name}: “{text}”"),
    "reader_quotes": (
        "the reader: “{text}”",
        "le lecteur : “{text}”",
        "القارئ: “{text}”",
    ),
    "reader_named": (
        "the reader named it too",
        "le lecteur l’a nommé aussi",
        "ذكره القارئ أيضًا",
    ),
    "reader_not": (
        "the reader did not name it",
        "le lecteur ne l’a pas nommé",
        "لم يذكره القارئ",
    ),
    "codebook_says": (
        "the codebook: “{text}”",
        "le livre de codes : “{text}”",
        "دليل الترميز: “{text}”",
    ),
    "code_first": (
        "Code this one first: it is one of the {n} that stand best for all others.",
        "Codez celui-ci d’abord : il est l’un des {n} qui représentent le mieux tous les autres.",
        "رمِّز هذا أولًا: هو من {n} مقطعًا تمثل البقية أفضل تمثيل.",
    ),
    "no_outcome": (
        "There is no outcome description: only the significance was read.",
        "Il n’y a pas de description de l’effet : seule l’importance a été lue.",
        "لا وصف للنتيجة: لم تُقرأ إلا الأهمية.",
    ),
    "row_is_output": (
        "The row is filed as an output, not as an outcome.",
        "La ligne est classée comme produit, non comme effet.",
        "الصف مسجَّل كمُخرَج، لا كنتيجة.",
    ),
    "no_text_at_all": (
        "There is no text: neither outcome nor significance is filled in.",
        "Il n’y a pas de texte : ni l’effet ni l’importance ne sont remplis.",
        "لا نص: لا النتيجة مملوءة ولا الأهمية.",
    ),
    "unknown_language": (
        "The text seems to be {name}, which this model does not know.",
        "Le texte semble être en {name}, langue que ce modèle ne connaît pas.",
        "يبدو أن النص باللغة {name}، وهي لغة لا يعرفها هذا النموذج.",
    ),
    "strange_language": (
        "The text seems to be in a language (“{code}”), which this model does not know.",
        "Le texte semble être dans une langue (“{code}”) que ce modèle ne connaît pas.",
        "يبدو أن النص بلغة (“{code}”) لا يعرفها هذا النموذج.",
    ),
    "not_calibrated": (
        "Too little is coded, or the coded texts are too alike, for probabilities: the order "
        "means something, the numbers do not. Code about 20 different fragments and train "
        "again.",
        "Trop peu de textes codés, ou des textes trop semblables, pour des probabilités : "
        "l’ordre a un sens, les nombres n’en ont pas. Codez une vingtaine de fragments "
        "différents et entraînez à nouveau.",
        "النصوص المرمَّزة قليلة جدًا أو متشابهة جدًا، فلا يمكن حساب احتمالات: الترتيب له معنى، "
        "والأرقام لا معنى لها. رمِّز نحو 20 مقطعًا مختلفًا ثم درِّب من جديد.",
    ),
    "no_labels": (
        "The codebook has no label for this target.",
        "Le livre de codes n’a pas de code pour cette cible.",
        "لا رمز لهذا المحور في دليل الترميز.",
    ),
    "none_likely": (
        "No label is likely enough; the nearest is “{name}” ({percent}).",
        "Aucun code n’est assez probable ; le plus proche est “{name}” ({percent}).",
        "لا رمز مرجَّح بما يكفي؛ أقربها “{name}” ({percent}).",
    ),
    "all_few": (
        "Every suggested label rests on too few coded examples.",
        "Chaque code proposé repose sur trop peu d’exemples codés.",
        "كل رمز مقترح يستند إلى أمثلة مرمَّزة قليلة جدًا.",
    ),
    # the sheet that explains the columns
    "guide": ("Suggestions", "Propositions", "الاقتراحات"),
    "guide_says": (
        "Proposals by a program that knows the codebook but not the context; you decide.",
        "Propositions d’un programme qui connaît le livre de codes mais pas le contexte ; c’est "
        "vous qui décidez.",
        "اقتراحات من برنامج يعرف دليل الترميز ولا يعرف السياق؛ القرار لك.",
    ),
    "how_to_decide": ("How to decide", "Comment décider", "كيف تقرر"),
    "step_read": (
        "Read a row of the sheet “Review” and its suggestions. Then fill the column “▸ Decision "
        "– …”: choose from the list, or type. Your own sheets are not touched until you finish.",
        "Lisez une ligne de la feuille « Relecture » et ses propositions. Puis remplissez la "
        "colonne « ▸ Décision – … » : choisissez dans la liste, ou tapez. Vos propres feuilles "
        "restent intactes jusqu’à ce que vous terminiez.",
        "اقرأ صفًا من ورقة «المراجعة» واقتراحاته. ثم املأ العمود «▸ القرار – …»: اختر من "
        "القائمة أو اكتب. لا تُمَس أوراقك أنت حتى تنهي العمل.",
    ),
    "step_words": (
        "“accept” takes what is likely: of what is suggested, the names above 50 %; where "
        "nothing is measured yet, the first name of what is possible, which is a guess. “none "
        "fits” says that you looked and no name of the codebook fits. “discuss” keeps the row "
        "for a talk.",
        "« accepter » prend ce qui est probable : parmi les propositions, les noms au-dessus de "
        "50 % ; là où rien n’est encore mesuré, le premier nom possible, qui est une "
        "supposition. « aucun ne convient » dit que vous avez regardé et qu’aucun nom du livre "
        "de codes ne va. « à discuter » garde la ligne pour en parler.",
        "«قبول» يأخذ المرجَّح: من المقترحات، الأسماء التي تزيد على 50 %؛ وحيث لم يُقَس شيء بعد، "
        "أول الأسماء الممكنة، وهو تخمين. «لا شيء مناسب» يعني أنك نظرت ولا اسم في دليل الترميز "
        "يناسب. «للنقاش» يُبقي الصف للحديث عنه.",
    ),
    "step_otherwise": (
        "To decide otherwise, type names of the codebook, several parted by commas, in any "
        "order. “accept, New structure” or “+ New structure” adds to what is likely.",
        "Pour décider autrement, tapez des noms du livre de codes, séparés par des virgules, "
        "dans n’importe quel ordre. « accepter, Nouvelle structure » ou « + Nouvelle structure "
        "» ajoute à ce qui est probable.",
        "لتقرر غير ذلك، اكتب أسماء من دليل الترميز تفصل بينها فواصل، بأي ترتيب. «قبول + اسم» أو "
        "«+ اسم» يضيف إلى المرجَّح.",
    ),
    "step_new": (
        "Where the codebook lacks a label, note it behind a decision: “none fits; new: Water "
        "committee”. It becomes no code; “finish” lists all that were noted.",
        "Là où un code manque dans le livre de codes, notez-le après une décision : « aucun ne "
        "convient ; nouveau : Comité de l’eau ». Ce n’est pas un code ; « finish » liste tout ce "
        "qui a été noté.",
        "حيث ينقص دليل الترميز رمز، دوِّنه بعد القرار: «لا شيء مناسب؛ جديد: لجنة المياه». لا يصير "
        "رمزًا؛ والأمر finish يسرد كل ما دُوِّن.",
    ),
    "step_empty": (
        "Leave a cell empty if you have not decided; that row stays as it is. Rows may be "
        "sorted, filtered and deleted.",
        "Laissez une cellule vide si vous n’avez pas décidé ; cette ligne reste telle quelle. "
        "Les lignes peuvent être triées, filtrées et supprimées.",
        "اترك الخلية فارغة إن لم تقرر؛ يبقى ذلك الصف كما هو. يمكن ترتيب الصفوف وتصفيتها وحذفها.",
    ),
    "step_finish": (
        "When you are done, save, close, and run:  classifier finish THIS-WORKBOOK --out "
        "CODED.xlsx",
        "Quand vous avez fini, enregistrez, fermez et lancez :  classifier finish THIS-WORKBOOK "
        "--out CODED.xlsx",
        "عند الانتهاء، احفظ وأغلق، ثم شغِّل: \u200eclassifier finish THIS-WORKBOOK --out CODED.xlsx",
    ),
    "what_columns_say": ("What the columns say", "Ce que disent les colonnes", "ما تقوله الأعمدة"),
    "what_colours_say": ("What the colours say", "Ce que disent les couleurs", "ما تقوله الألوان"),
    "above": ("above {percent}", "plus de {percent}", "أكثر من {percent}"),
    "colour_possible": (
        "suggested, or among the first three",
        "proposé, ou parmi les trois premiers",
        "مقترح، أو بين الثلاثة الأولى",
    ),
    "colour_unsure": ("unsure", "incertain", "غير مؤكد"),
    "colour_unsure_says": (
        "a person should decide",
        "à une personne de décider",
        "على شخص أن يقرر",
    ),
    "colour_not_readable": (
        "no text, or a language the program does not know",
        "pas de texte, ou une langue que le programme ne connaît pas",
        "لا نص، أو لغة لا يعرفها البرنامج",
    ),
    "colour_discuss": ("kept for a talk", "à garder pour en parler", "يُترك للحديث عنه"),
    "where_from": ("Where this came from", "D’où cela vient", "مصدر هذا"),
    "fact_harvest": ("Harvest file", "Fichier de la récolte", "ملف الحصاد"),
    "fact_model": ("Model", "Modèle", "النموذج"),
    "fact_reader": ("Second reader", "Second lecteur", "القارئ الثاني"),
    "reader_mark": (
        "A second reader, a language model on this computer, named the label too. It decides "
        "nothing: what it was right in before counts in the percentage.",
        "Un second lecteur, un modèle de langue sur cet ordinateur, a nommé le code aussi. Il ne "
        "décide rien : ce en quoi il avait raison auparavant compte dans le pourcentage.",
        "قارئ ثانٍ، وهو نموذج لغوي على هذا الحاسوب، ذكر الرمز أيضًا. إنه لا يقرر شيئًا: ما أصاب "
        "فيه سابقًا يُحسب في النسبة المئوية.",
    ),
    "fact_codebook": ("Codebook", "Livre de codes", "دليل الترميز"),
    "fact_version": (
        "{name}, version {version}",
        "{name}, version {version}",
        "{name}، الإصدار {version}",
    ),
    "fact_date": ("Date", "Date", "التاريخ"),
    "fact_fragments": ("Fragments", "Fragments", "المقاطع"),
    "verdict_suggest": ("{n} suggest", "proposé : {n}", "مقترح: {n}"),
    "verdict_unsure": ("{n} unsure", "incertain : {n}", "غير مؤكد: {n}"),
    "verdict_not_readable": ("{n} not-readable", "illisible : {n}", "غير مقروء: {n}"),
    # notes on the model: what is promised, and how these texts differ from what it learned from
    "promise_ranks_only": (
        "{target}: no promise, since the model only ranks these labels; its numbers are not "
        "calibrated.",
        "{target} : pas de promesse, car le modèle ne fait que classer ces codes ; ses nombres ne "
        "sont pas calibrés.",
        "{target}: لا وعد، لأن النموذج يرتب هذه الرموز فقط؛ وأرقامه غير معايرة.",
    ),
    "promise_void": (
        "{target}: nothing is marked “accept”. {precision} right could be promised for texts like "
        "those the model learned from; these differ from them.",
        "{target} : rien n’est marqué « accepter ». {precision} de justes pouvaient être promis "
        "pour des textes comme ceux dont le modèle a appris ; ceux-ci en diffèrent.",
        "{target}: لا شيء معلَّم «قبول». كان يمكن الوعد بصحة {precision} لنصوص كالتي تعلَّم منها "
        "النموذج؛ وهذه تختلف عنها.",
    ),
    "promise_kept": (
        "{target}: labels marked “accept” ({share} of the suggestions in the past) are right at "
        "least {precision} of the time, with {confidence} confidence, in harvests like those the "
        "model learned from.",
        "{target} : les codes marqués « accepter » ({share} des propositions par le passé) sont "
        "justes au moins {precision} du temps, avec {confidence} de confiance, dans des récoltes "
        "comme celles dont le modèle a appris.",
        "{target}: الرموز المعلَّمة «قبول» ({share} من الاقتراحات في الماضي) صائبة في {precision} "
        "من المرات على الأقل، بثقة {confidence}، في حصادات كالتي تعلَّم منها النموذج.",
    ),
    "promise_never": (
        "{target}: no promise. Even the likeliest suggestions are right less than {precision} of "
        "the time; more checking would not change that.",
        "{target} : pas de promesse. Même les propositions les plus probables sont justes moins de "
        "{precision} du temps ; vérifier davantage n’y changerait rien.",
        "{target}: لا وعد. حتى أرجح الاقتراحات صائبة في أقل من {precision} من المرات؛ ولن يغيِّر "
        "ذلك مزيد من التحقق.",
    ),
    "promise_not_yet": (
        "{target}: no promise yet. About {needed} checked suggestions would be needed; the model "
        "has {checked}.",
        "{target} : pas encore de promesse. Il faudrait environ {needed} propositions vérifiées ; "
        "le modèle en a {checked}.",
        "{target}: لا وعد بعد. يلزم نحو {needed} من الاقتراحات المتحقق منها؛ ولدى النموذج "
        "{checked}.",
    ),
    "cut_texts": (
        "{name} reads only the beginning of {n} long text.|"
        "{name} reads only the beginning of {n} long texts.",
        "{name} ne lit que le début de {n} long texte.|{name} ne lit que le début de {n} longs "
        "textes.",
        "لا يقرأ {name} إلا بداية النصوص الطويلة: {n}.",
    ),
    "drift_consequence": (
        "Where texts differ from the training texts, trust suggestions less and check more of "
        "them. A promise such as “at most one in ten is wrong” was made for fragments like the "
        "training fragments; it does not hold here.",
        "Là où les textes diffèrent des textes d’entraînement, fiez-vous moins aux propositions et "
        "vérifiez-en davantage. Une promesse comme « au plus une fausse sur dix » a été faite pour "
        "des fragments comme ceux de l’entraînement ; elle ne vaut pas ici.",
        "حيث تختلف النصوص عن نصوص التدريب، ثق بالاقتراحات أقل وتحقق من عدد أكبر منها. الوعد مثل "
        "«خطأ واحد من عشرة على الأكثر» قُطع لمقاطع كمقاطع التدريب؛ ولا يصح هنا.",
    ),
    "drift_of_some": (
        "Trust the suggestions for these {unlike} fragments less: no promise holds for them, and "
        "none of their labels is marked “accept”. The other {alike} are like the training "
        "fragments.",
        "Fiez-vous moins aux propositions pour ces {unlike} fragments : aucune promesse ne vaut "
        "pour eux, et aucun de leurs codes n’est marqué « accepter ». Les {alike} autres sont "
        "comme les fragments d’entraînement.",
        "ثق أقل باقتراحات هذه المقاطع ({unlike}): لا يصح لها وعد، ولا رمز من رموزها معلَّم «قبول». "
        "والأخرى ({alike}) مثل مقاطع التدريب.",
    ),
    "drift_country": (
        "Fragments of a country that the model hardly knows: {names}.",
        "Fragments d’un pays que le modèle connaît à peine : {names}.",
        "مقاطع من بلد لا يكاد النموذج يعرفه: {names}.",
    ),
    "drift_language": (
        "Fragments of a language that the model hardly knows: {names}.",
        "Fragments d’une langue que le modèle connaît à peine : {names}.",
        "مقاطع بلغة لا يكاد النموذج يعرفها: {names}.",
    ),
    "drift_name": (
        "{name} ({now} of {all}; {before} in training)",
        "{name} ({now} sur {all} ; {before} à l’entraînement)",
        "{name} ({now} من {all}؛ وفي التدريب {before})",
    ),
    "drift_none": ("none", "aucun", "لا شيء"),
    "drift_length_longer": (
        "The texts are longer: {now} words, where training had {before} (medians).",
        "Les textes sont plus longs : {now} mots, là où l’entraînement en avait {before} "
        "(médianes).",
        "النصوص أطول: {now} كلمة، وكانت في التدريب {before} (الوسيط).",
    ),
    "drift_length_shorter": (
        "The texts are shorter: {now} words, where training had {before} (medians).",
        "Les textes sont plus courts : {now} mots, là où l’entraînement en avait {before} "
        "(médianes).",
        "النصوص أقصر: {now} كلمة، وكانت في التدريب {before} (الوسيط).",
    ),
    "drift_words": (
        "{now} of a text's words are new to the model; among the training fragments, {before} are "
        "new to the other groups.",
        "{now} des mots d’un texte sont nouveaux pour le modèle ; parmi les fragments "
        "d’entraînement, {before} sont nouveaux pour les autres groupes.",
        "{now} من كلمات النص جديدة على النموذج؛ وبين مقاطع التدريب {before} جديدة على المجموعات "
        "الأخرى.",
    ),
    "drift_content": (
        "The texts tell of other things: the nearest training fragment is less alike ({now}) than "
        "training fragments of other groups ({before}).",
        "Les textes parlent d’autre chose : le fragment d’entraînement le plus proche ressemble "
        "moins ({now}) que des fragments d’entraînement d’autres groupes ({before}).",
        "تحكي النصوص عن أشياء أخرى: أقرب مقطع تدريب أقل شبهًا ({now}) من مقاطع التدريب في مجموعات "
        "أخرى ({before}).",
    ),
    "drift_suggestions": (
        "{target}: {now} suggestions a fragment, where training had {before}.",
        "{target} : {now} propositions par fragment, là où l’entraînement en avait {before}.",
        "{target}: {now} من الاقتراحات لكل مقطع، وكانت في التدريب {before}.",
    ),
    "drift_calibration_sure": (
        "{target}: the probabilities are off here (calibration error {now}, {before} in training); "
        "on the whole they are too sure: {expected} ticks expected, {coded} coded.",
        "{target} : les probabilités sont décalées ici (erreur de calibration {now}, {before} à "
        "l’entraînement) ; dans l’ensemble elles sont trop sûres : {expected} coches attendues, "
        "{coded} codées.",
        "{target}: الاحتمالات منحرفة هنا (خطأ المعايرة {now}، وفي التدريب {before})؛ وهي إجمالًا "
        "واثقة أكثر من اللازم: المتوقع {expected} علامة، والمرمَّز {coded}.",
    ),
    "drift_calibration_cautious": (
        "{target}: the probabilities are off here (calibration error {now}, {before} in training); "
        "on the whole they are too cautious: {expected} ticks expected, {coded} coded.",
        "{target} : les probabilités sont décalées ici (erreur de calibration {now}, {before} à "
        "l’entraînement) ; dans l’ensemble elles sont trop prudentes : {expected} coches "
        "attendues, {coded} codées.",
        "{target}: الاحتمالات منحرفة هنا (خطأ المعايرة {now}، وفي التدريب {before})؛ وهي إجمالًا "
        "حذرة أكثر من اللازم: المتوقع {expected} علامة، والمرمَّز {coded}.",
    ),
    "drift_unknown": (
        "The model folder does not say what its training texts were like; train it again to "
        "compare.",
        "Le dossier du modèle ne dit pas comment étaient ses textes d’entraînement ; entraînez-le "
        "de nouveau pour comparer.",
        "مجلد النموذج لا يقول كيف كانت نصوص تدريبه؛ درِّبه من جديد للمقارنة.",
    ),
    # the sheet of counts
    "counts_sheet": ("Summary", "Résumé", "الملخص"),
    "counts_title": ("Counts", "Comptes", "الأعداد"),
    "counts_all_fragments": ("All fragments", "Tous les fragments", "كل المقاطع"),
    "counts_all": ("All", "Tous", "الكل"),
    "counts_coded": ("Coded", "Codés", "المرمَّز"),
    "counts_confidential": ("of them confidential", "dont confidentiels", "منها سري"),
    "counts_confidential_says": (
        "Confidential fragments count in the first table alone.",
        "Les fragments confidentiels ne comptent que dans le premier tableau.",
        "المقاطع السرية تُعَدّ في الجدول الأول وحده.",
    ),
    "counts_by_country": ("By country", "Par pays", "بحسب البلد"),
    "counts_by_year": ("By year", "Par année", "بحسب السنة"),
    "counts_by_harvest": ("By harvest", "Par récolte", "بحسب الحصاد"),
    "counts_not_filled_in": ("(not filled in)", "(non rempli)", "(غير مملوء)"),
    "counts_coded_fragments": ("Coded fragments", "Fragments codés", "المقاطع المرمَّزة"),
}
