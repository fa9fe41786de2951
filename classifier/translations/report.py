"""The words of the reports: their first page, the headings behind it, and what opens them."""

from __future__ import annotations

REPORT: dict[str, tuple[str, str, str]] = {
    # the page
    "report_opens": (
        "Every line below opens; what is open is printed too.",
        "Chaque ligne ci-dessous s’ouvre ; ce qui est ouvert est aussi imprimé.",
        "كل سطر أدناه يُفتح؛ وما هو مفتوح يُطبع أيضًا.",
    ),
    "report_open_all": ("Open all", "Tout ouvrir", "فتح الكل"),
    "report_filter": (
        "Show only rows with",
        "N’afficher que les lignes avec",
        "إظهار الصفوف التي فيها",
    ),
    "report_of": ("{n} of {all}", "{n} sur {all}", "{n} من {all}"),
    "report_and": ("{first} and {last}", "{first} et {last}", "{first} و{last}"),
    "report_and_more": (
        "{names} and {more} more",
        "{names} et {more} de plus",
        "{names} و{more} غيرها",
    ),
    # Marks that keep a name's own direction stand around it in Arabic.
    "report_quoted": ("“{name}”", "« {name} »", "«\u2068{name}\u2069»"),
    "report_version": (
        "{codebook}, version {version}",
        "{codebook}, version {version}",
        "{codebook}، الإصدار {version}",
    ),
    # an evaluation: its first page
    "report_held_out": (
        "Evaluation on held-out fragments: {model}",
        "Évaluation sur des fragments mis de côté : {model}",
        "التقييم على مقاطع أُبعدت عن التدريب: {model}",
    ),
    "report_unseen": (
        "Evaluation on fragments the model has not seen: {model}",
        "Évaluation sur des fragments que le modèle n’a pas vus : {model}",
        "التقييم على مقاطع لم يرها النموذج: {model}",
    ),
    "report_measured": (
        "{n} coded fragment{groups} that it had not seen, in codebook version {version}.|"
        "{n} coded fragments{groups} that it had not seen, in codebook version {version}.",
        "{n} fragment codé{groups}, qu’il n’avait pas vu ; livre de codes, version {version}.|"
        "{n} fragments codés{groups}, qu’il n’avait pas vus ; livre de codes, version {version}.",
        "مقاطع مرمَّزة لم يرها من قبل: {n}{groups}؛ دليل الترميز، الإصدار {version}.",
    ),
    "report_in_groups": (
        "in {n} group|in {n} groups",
        "en {n} groupe|en {n} groupes",
        "(المجموعات: {n})",
    ),
    "report_nothing_coded": (
        "Good for a first look: nothing is coded yet, so nothing was measured, and the labels are "
        "ranked by the codebook alone. Let it suggest for a harvest, code about {n} fragments of "
        "that, and train again.",
        "Bon pour un premier aperçu : rien n’est encore codé, donc rien n’a été mesuré, et les "
        "codes sont classés d’après le seul livre de codes. Faites-le proposer pour une récolte, "
        "codez-en environ {n} fragments, et entraînez de nouveau.",
        "يصلح لنظرة أولى: لم يُرمَّز شيء بعد، فلم يُقَس شيء، والرموز مرتبة بحسب دليل الترميز وحده. "
        "دعه يقترح لحصاد، ورمِّز من مقاطعه نحو {n}، ثم درِّبه من جديد.",
    ),
    "report_nothing_yet": (
        "good for nothing yet.",
        "pas encore utilisable.",
        "لا يصلح لشيء بعد.",
    ),
    "report_no_better": (
        "good for nothing yet: always naming the most frequent label does as well.",
        "pas encore utilisable : nommer toujours le code le plus fréquent fait aussi bien.",
        "لا يصلح لشيء بعد: ذكر الرمز الأكثر تكرارًا دائمًا لا يقل عنه.",
    ),
    "report_first_list": (
        "good for a first list to check. Not for accepting unseen, nor for counting labels.",
        "bon pour une première liste à vérifier. Pas pour accepter sans lire, ni pour compter les "
        "codes.",
        "يصلح لقائمة أولى تُراجَع. ولا يصلح للقبول دون قراءة، ولا لعدّ الرموز.",
    ),
    "report_some_unseen": (
        "good for a first list to check, and for accepting some unseen (--accept {promised}: about "
        "{share} fragments). Not for counting labels without a look.",
        "bon pour une première liste à vérifier, et pour en accepter une part sans lire (--accept "
        "{promised} : environ {share} fragments). Pas pour compter les codes sans regarder.",
        "يصلح لقائمة أولى تُراجَع، ولقبول بعضها دون قراءة (--accept {promised}: نحو {share} من "
        "المقاطع). ولا يصلح لعدّ الرموز دون نظر.",
    ),
    "report_person_reads": (
        "A person has to read every fragment.",
        "Une personne doit lire chaque fragment.",
        "يجب أن يقرأ شخصٌ كل مقطع.",
    ),
    "report_right": (
        "The likeliest label is right",
        "Le code le plus probable est juste",
        "الرمز الأرجح صحيح",
    ),
    "report_precision": (
        "Of suggested labels, recorded",
        "Codes proposés qui sont enregistrés",
        "من الرموز المقترحة، المسجَّل",
    ),
    "report_recall": (
        "Of recorded labels, suggested",
        "Codes enregistrés qui sont proposés",
        "من الرموز المسجَّلة، المقترح",
    ),
    "report_saved": (
        "Work saved, if finding a label costs {n} ticks",
        "Travail épargné, si trouver un code coûte {n} coches",
        "العمل الموفَّر، إن كلّف إيجاد الرمز {n} من النقرات",
    ),
    "report_judged": (
        "Labels with enough examples to judge",
        "Codes avec assez d’exemples pour juger",
        "رموز لها أمثلة تكفي للحكم",
    ),
    "report_this_model": ("This model", "Ce modèle", "هذا النموذج"),
    "report_most_frequent": (
        "Always the most frequent label",
        "Toujours le code le plus fréquent",
        "الرمز الأكثر تكرارًا دائمًا",
    ),
    "report_right_often": (
        "How often the likeliest label is one that the coder chose, with a 95 % interval",
        "Combien de fois le code le plus probable est un de ceux du codeur, avec un intervalle à "
        "95 %",
        "كم مرة كان الرمز الأرجح مما اختاره المرمِّز، مع فترة ثقة 95 %",
    ),
    "report_best": (
        "Best: {best}. Weakest: {weakest}.",
        "Les mieux trouvés : {best}. Les moins bien : {weakest}.",
        "الأفضل: {best}. الأضعف: {weakest}.",
    ),
    "report_few": (
        "{n} label with too few examples to say.|{n} labels with too few examples to say.",
        "{n} code avec trop peu d’exemples pour le dire.|"
        "{n} codes avec trop peu d’exemples pour le dire.",
        "رموز أمثلتها أقل من أن يُحكم عليها: {n}.",
    ),
    "report_people": (
        "Where fragments were coded twice, two coders agree on {people} labels, model and coder on "
        "{ours}.",
        "Là où des fragments ont été codés deux fois, deux codeurs s’accordent sur {people} codes, "
        "le modèle et un codeur sur {ours}.",
        "حيث رُمِّزت مقاطع مرتين، يتفق مرمِّزان على {people} من الرموز، والنموذج ومرمِّز على {ours}.",
    ),
    "report_more_below": (
        "Figures of {n} more target stand below.|Figures of {n} more targets stand below.",
        "Les chiffres de {n} autre cible se trouvent ci-dessous.|"
        "Les chiffres de {n} autres cibles se trouvent ci-dessous.",
        "أرقام المحاور الأخرى ترد أدناه: {n}.",
    ),
    # an evaluation: of each target
    "report_too_few_coded": (
        "{n} coded fragment cannot show it; from {least} up there are figures.|"
        "{n} coded fragments cannot show it; from {least} up there are figures.",
        "{n} fragment codé ne peut le montrer ; il y a des chiffres à partir de {least}.|"
        "{n} fragments codés ne peuvent le montrer ; il y a des chiffres à partir de {least}.",
        "المقاطع المرمَّزة ({n}) لا تكفي لإظهاره؛ تتوفر أرقام ابتداءً من {least}.",
    ),
    "report_too_few_held_out": (
        "Too few of the coded fragments could be held out to show it.",
        "Trop peu des fragments codés ont pu être mis de côté pour le montrer.",
        "قليل من المقاطع المرمَّزة أمكن إبعاده عن التدريب لإظهار ذلك.",
    ),
    "report_no_label_coded": (
        "No label is coded, so nothing is known.",
        "Aucun code n’est posé, donc on ne sait rien.",
        "لم يُسجَّل أي رمز، فلا يُعرف شيء.",
    ),
    "report_right_beside": (
        "The likeliest label is right in {ours} fragments; always naming the most frequent one "
        "would be in {usual}.",
        "Le code le plus probable est juste dans {ours} fragments ; nommer toujours le plus "
        "fréquent le serait dans {usual}.",
        "الرمز الأرجح صحيح في {ours} من المقاطع؛ وذكر الأكثر تكرارًا دائمًا يصح في {usual}.",
    ),
    "report_none_suggested": (
        "No label was suggested.",
        "Aucun code n’a été proposé.",
        "لم يُقترح أي رمز.",
    ),
    "report_agreement": (
        "{precision} suggested labels are recorded too, and {recall} recorded ones are suggested.",
        "{precision} codes proposés sont aussi enregistrés, et {recall} codes enregistrés sont "
        "proposés.",
        "{precision} من الرموز المقترحة مسجَّلة أيضًا، و{recall} من المسجَّلة مقترحة.",
    ),
    # an evaluation: headings
    "report_short": (
        "How good are its suggestions?",
        "Que valent ses propositions ?",
        "ما جودة اقتراحاته؟",
    ),
    "report_limits": (
        "What does this report not show?",
        "Que ne montre pas ce rapport ?",
        "ما الذي لا يُظهره هذا التقرير؟",
    ),
    "report_models": (
        "Which of the two models is better?",
        "Lequel des deux modèles est le meilleur ?",
        "أي النموذجين أفضل؟",
    ),
    "report_drift": (
        "Are these fragments like those it learned from?",
        "Ces fragments ressemblent-ils à ceux dont il a appris ?",
        "هل تشبه هذه المقاطع ما تعلّم منه؟",
    ),
    "report_target": (
        "{target}: how well is it suggested?",
        "{target} : est-ce bien proposé ?",
        "{target}: ما جودة اقتراحه؟",
    ),
    "report_calibration": (
        "{target}: can its probabilities be believed, and which labels blur?",
        "{target} : peut-on croire ses probabilités, et quels codes se confondent ?",
        "{target}: هل يُعتمد على احتمالاته، وأي الرموز يختلط؟",
    ),
    "report_labels": (
        "{target}: which labels can be relied on?",
        "{target} : à quels codes peut-on se fier ?",
        "{target}: أي الرموز يُعتمد عليه؟",
    ),
    "report_curves": (
        "{target}: precision and recall of each label",
        "{target} : précision et rappel de chaque code",
        "{target}: دقة كل رمز واستدعاؤه",
    ),
    "report_parts": (
        "{target}: where does it do better, where worse?",
        "{target} : où fait-il mieux, où moins bien ?",
        "{target}: أين أداؤه أفضل وأين أسوأ؟",
    ),
    "report_yardsticks": (
        "Is it better than simpler ways, and as good as people?",
        "Fait-il mieux que des moyens plus simples, et aussi bien que des personnes ?",
        "هل هو أفضل من طرق أبسط، وبجودة الناس؟",
    ),
    "report_views": (
        "How would it do on the next harvest?",
        "Que ferait-il sur la prochaine récolte ?",
        "كيف سيكون أداؤه في الحصاد القادم؟",
    ),
    "report_curve": (
        "What would more coding bring?",
        "Qu’apporterait plus de codage ?",
        "ماذا يضيف مزيد من الترميز؟",
    ),
    "report_worth": (
        "What do the examples in the codebook bring?",
        "Qu’apportent les exemples du livre de codes ?",
        "ماذا تضيف الأمثلة في دليل الترميز؟",
    ),
    # what the next hour of work would buy
    "report_next_hour": (
        "What would the next hour of work buy?",
        "Qu’apporterait la prochaine heure de travail ?",
        "ماذا تكسب من ساعة العمل القادمة؟",
    ),
    "report_next_hour_lead": (
        "Ways to better suggestions beside each other: how much each would add, and how much of "
        "that an hour. How long each takes is assumed, not measured.",
        "Des moyens d’améliorer les propositions, côte à côte : ce que chacun ajouterait, et "
        "combien en une heure. Le temps de chacun est supposé, non mesuré.",
        "طرق لتحسين الاقتراحات جنبًا إلى جنب: كم تضيف كل طريقة، وكم منه في ساعة. أما الوقت فمفترض "
        "لا مقيس.",
    ),
    "hour_caption": (
        "What each way would add to two figures, with 95 % intervals",
        "Ce que chaque moyen ajouterait à deux chiffres, avec des intervalles à 95 %",
        "ما تضيفه كل طريقة إلى رقمين، بفترات ثقة 95 %",
    ),
    "hour_way": ("what is done", "ce que l’on fait", "ما يُعمل"),
    "hour_takes": ("takes (assumed)", "durée (supposée)", "الوقت (مفترض)"),
    "hour_takes_says": (
        "An assumption: put your own pace in its place.",
        "Une supposition : mettez votre propre rythme à sa place.",
        "افتراض: ضع سرعتك مكانه.",
    ),
    "hour_target": ("target", "cible", "المحور"),
    "hour_each": ("micro-F1 an hour", "micro-F1 par heure", "micro-F1 في الساعة"),
    "hour_each_says": (
        "The gain divided by the hours: what the first of them brings on average.",
        "Le gain divisé par les heures : ce que chacune apporte en moyenne.",
        "الكسب مقسومًا على الساعات: ما تجلبه كل ساعة في المتوسط.",
    ),
    "hour_whose": ("whose figures", "chiffres de qui", "أرقام مَن"),
    "hour_hours": (
        "{hours} h, at {rate} an hour",
        "{hours} h, à {rate} par heure",
        "{hours} ساعة، بمعدل {rate} في الساعة",
    ),
    "hour_set_up": (
        "{hours} h to set it up",
        "{hours} h pour l’installer",
        "{hours} ساعة للإعداد",
    ),
    "hour_code": (
        "code {n} more fragment|code {n} more fragments",
        "coder {n} fragment de plus|coder {n} fragments de plus",
        "ترميز مقاطع أخرى: {n}",
    ),
    "hour_doubtful": (
        "put the most doubtful fragment right|put the {n} most doubtful fragments right",
        "corriger le fragment le plus douteux|corriger les {n} fragments les plus douteux",
        "تصحيح أكثر المقاطع شكًّا: {n}",
    ),
    "hour_examples": (
        "write {n} example sentence, up to {each} a label|"
        "write {n} example sentences, up to {each} a label",
        "écrire {n} phrase d’exemple, jusqu’à {each} par code|"
        "écrire {n} phrases d’exemple, jusqu’à {each} par code",
        "كتابة جمل أمثلة، حتى {each} لكل رمز: {n}",
    ),
    "hour_reader": (
        "let a second reader vote: a model on your own machine, or a person",
        "faire voter un second lecteur : un modèle sur votre machine, ou une personne",
        "الاستعانة بقارئ ثانٍ يصوّت: نموذج على حاسوبك أو شخص",
    ),
    "hour_yours": ("yours", "les vôtres", "أرقامك"),
    "hour_not_yours": ("not yours", "pas les vôtres", "ليست أرقامك"),
    "hour_own_code": (
        "your own learning curve, carried on",
        "votre propre courbe d’apprentissage, prolongée",
        "منحنى تعلمك أنت، ممدودًا",
    ),
    "hour_own_examples": (
        "what the codebook’s examples bring, carried on; a cautious figure",
        "ce qu’apportent les exemples du livre de codes, prolongé ; un chiffre prudent",
        "ما تجلبه أمثلة دليل الترميز، ممدودًا؛ وهو رقم متحفظ",
    ),
    "hour_own_reader": (
        "measured on your {n} fragment with votes|measured on your {n} fragments with votes",
        "mesuré sur votre {n} fragment avec votes|mesuré sur vos {n} fragments avec votes",
        "قيس على مقاطعك ذات الأصوات: {n}",
    ),
    "hour_sample": (
        "not yours, but measured on the invented sample; expect less",
        "pas vos chiffres : mesuré sur l’échantillon inventé ; attendez-vous à moins",
        "ليست أرقامك بل قيست على العينة المخترعة؛ توقّع أقل",
    ),
    "hour_simulated": (
        "not yours, but of readers simulated on the invented sample; the bounds are a bad and a "
        "good one",
        "pas vos chiffres : lecteurs simulés sur l’échantillon inventé ; les bornes sont un "
        "mauvais et un bon",
        "ليست أرقامك بل أرقام قرّاء محاكَين على العينة المخترعة؛ والحدّان قارئ رديء وقارئ جيد",
    ),
    "hour_needs": (
        "{target}, {figure} {wanted} (now {now}): about {rows} coded fragments in all, {low} to "
        "{high}.",
        "{target}, {figure} {wanted} (actuellement {now}) : environ {rows} fragments codés en "
        "tout, de {low} à {high}.",
        "في \u2068{target}\u2069، \u2068{figure}\u2069 {wanted} (الآن {now}): نحو {rows} من "
        "المقاطع المرمَّزة إجمالًا، من {low} إلى {high}.",
    ),
    "hour_needs_least": (
        "{target}, {figure} {wanted} (now {now}): about {rows} coded fragments in all, at least "
        "{low}; how many at most cannot be said.",
        "{target}, {figure} {wanted} (actuellement {now}) : environ {rows} fragments codés en "
        "tout, au moins {low} ; combien au plus, on ne peut le dire.",
        "في \u2068{target}\u2069، \u2068{figure}\u2069 {wanted} (الآن {now}): نحو {rows} من "
        "المقاطع المرمَّزة إجمالًا، {low} على الأقل؛ ولا يمكن القول كم على الأكثر.",
    ),
    "hour_needs_unknown": (
        "{target}, {figure} {wanted} (now {now}): how many coded fragments that needs cannot be "
        "said.",
        "{target}, {figure} {wanted} (actuellement {now}) : on ne peut dire combien de fragments "
        "codés il y faut.",
        "في \u2068{target}\u2069، \u2068{figure}\u2069 {wanted} (الآن {now}): لا يمكن "
        "القول كم مقطعًا مرمَّزًا يلزم لذلك.",
    ),
    # A gain keeps its order, from left to right.
    "hour_gain": ("{way}: {gain}", "{way} : {gain}", "{way}: \u2066{gain}\u2069"),
    "hour_own": (
        "What an hour of work would add to the agreement with recorded codes (micro-F1 of "
        "{target}), by your own figures: {ways}.",
        "Ce qu’une heure de travail ajouterait à l’accord avec les codes enregistrés (micro-F1 de "
        "{target}), selon vos propres chiffres : {ways}.",
        "ما تضيفه ساعة عمل إلى الاتفاق مع الرموز المسجَّلة (micro-F1 في \u2068{target}\u2069)، "
        "بحسب أرقامك أنت: {ways}.",
    ),
    "hour_elsewhere": (
        "By figures from elsewhere, not yours, measured on invented fragments: {ways}.",
        "Selon des chiffres d’ailleurs, pas les vôtres, mesurés sur des fragments inventés : "
        "{ways}.",
        "وبحسب أرقام من مكان آخر، ليست أرقامك، قيست على مقاطع مخترعة: {ways}.",
    ),
    "report_encoders": (
        "Which encoder is worth its time?",
        "Quel encodeur vaut son temps ?",
        "أي مشفّر يستحق وقته؟",
    ),
    "report_encoders_lead": (
        "Each encoder was left out in turn: the same fragments, held out alike.",
        "Chaque encodeur a été laissé de côté à son tour : mêmes fragments, mis à part de même.",
        "تُرك كل مشفّر جانبًا بدوره: المقاطع نفسها، محجوبة بالطريقة نفسها.",
    ),
    "encoders_worth": (
        "Worth their time: {names}.",
        "Valent leur temps : {names}.",
        "يستحق وقته: {names}.",
    ),
    "encoders_needless": (
        "Without any one of these, nothing is worse than chance would bring: {names}.",
        "Sans l’un quelconque de ceux-ci, rien n’est pire que par hasard : {names}.",
        "بدون أي واحد من هذه لا يسوء شيء أكثر مما تفعله الصدفة: {names}.",
    ),
    "encoder_brings": (
        "better with it, beyond chance: {what}.",
        "mieux avec lui, au-delà du hasard : {what}.",
        "أفضل معه بما يتجاوز الصدفة: {what}.",
    ),
    "encoder_nothing": (
        "nothing is better with it beyond chance.",
        "rien n’est mieux avec lui au-delà du hasard.",
        "لا شيء أفضل معه بما يتجاوز الصدفة.",
    ),
    "encoder_times": (
        "It takes about {n} × the time of “use”.",
        "Il prend environ {n} × le temps de « use ».",
        "يستغرق نحو {n} × وقت «use».",
    ),
    "report_work": (
        "How much work would it save?",
        "Combien de travail épargnerait-il ?",
        "كم من العمل يوفّر؟",
    ),
    "report_fragments": (
        "Which fragments are worth reading?",
        "Quels fragments valent d’être lus ?",
        "أي المقاطع يستحق القراءة؟",
    ),
    "report_method": (
        "How was it measured?",
        "Comment a-t-on mesuré ?",
        "كيف جرى القياس؟",
    ),
    # an evaluation: what its parts hold
    "report_short_lead": (
        "Four figures for each target: how well the list is ordered, how far suggestions and "
        "recorded codes agree, and whether probabilities can be believed.",
        "Quatre chiffres par cible : si la liste est bien ordonnée, jusqu’où propositions et codes "
        "enregistrés s’accordent, et si l’on peut croire les probabilités.",
        "أربعة أرقام لكل محور: جودة ترتيب القائمة، ومدى اتفاق الاقتراحات مع الرموز المسجَّلة، وهل "
        "يُعتمد على الاحتمالات.",
    ),
    "report_limits_lead": (
        "What the figures cannot tell, and what they rest on.",
        "Ce que les chiffres ne peuvent dire, et sur quoi ils reposent.",
        "ما لا تستطيع الأرقام قوله، وعلامَ تقوم.",
    ),
    "report_target_lead": (
        "{n} coded fragment{groups} was measured{none}{rare}.|"
        "{n} coded fragments{groups} were measured{none}{rare}.",
        "{n} fragment codé{groups} a été mesuré{none}{rare}.|"
        "{n} fragments codés{groups} ont été mesurés{none}{rare}.",
        "مقاطع مرمَّزة قيست: {n}{groups}{none}{rare}.",
    ),
    "report_none_fits": (
        "{n} of them with “none fits”",
        "dont {n} avec « aucun ne convient »",
        "منها {n} بإجابة «لا شيء مناسب»",
    ),
    "report_rare": (
        "{rare} of {all} labels have too few examples to be judged",
        "{rare} codes sur {all} ont trop peu d’exemples pour être jugés",
        "{rare} من {all} من الرموز أمثلتها أقل من أن يُحكم عليها",
    ),
    "report_too_few_bins": (
        "There are too few suggested labels to judge their probabilities.",
        "Trop peu de codes ont été proposés pour juger leurs probabilités.",
        "الرموز المقترحة أقل من أن يُحكم على احتمالاتها.",
    ),
    "report_hold": (
        "The probabilities hold: {said}",
        "Les probabilités tiennent : {said}",
        "الاحتمالات صادقة: {said}",
    ),
    "report_care": (
        "Take the probabilities with care: {said}",
        "Prenez les probabilités avec prudence : {said}",
        "خذ الاحتمالات بحذر: {said}",
    ),
    "report_given": (
        "suggested labels are given {given} on average, and {true} of them are recorded; furthest "
        "off: where they say about {worst}, {worst_true} are recorded.",
        "les codes proposés reçoivent {given} en moyenne, et {true} d’entre eux sont enregistrés ; "
        "au plus loin : là où ils disent environ {worst}, {worst_true} sont enregistrés.",
        "تُعطى الرموز المقترحة {given} في المتوسط، وسُجِّل منها {true}؛ وأبعدها: حيث تقول نحو "
        "{worst}، سُجِّل {worst_true}.",
    ),
    "report_no_label_judged": (
        "No label has enough examples to be judged.",
        "Aucun code n’a assez d’exemples pour être jugé.",
        "ليس لأي رمز أمثلة تكفي للحكم عليه.",
    ),
    "report_most_and_least": (
        "Suggestions agree with the recorded codes most for {best} and least for {worst}.",
        "Les propositions s’accordent le plus avec les codes enregistrés pour {best}, et le moins "
        "pour {worst}.",
        "أكثر ما توافق الاقتراحات المسجَّل في {best}، وأقله في {worst}.",
    ),
    "report_curves_lead": (
        "What a higher or a lower threshold would find, and how much of it would be right.",
        "Ce qu’un seuil plus haut ou plus bas trouverait, et quelle part en serait juste.",
        "ما كانت عتبة أعلى أو أدنى ستجده، وكم منه صحيح.",
    ),
    "report_parts_lead": (
        "Differences between parts are mostly differences between texts; small parts are not "
        "shown, and where a part has few groups there is no interval.",
        "Les écarts entre parties sont surtout des écarts entre textes ; les petites parties ne "
        "sont pas montrées, et là où une partie a peu de groupes il n’y a pas d’intervalle.",
        "الفروق بين الأجزاء أغلبها فروق بين النصوص؛ ولا تُعرض الأجزاء الصغيرة، وحيث تقل المجموعات "
        "في جزء فلا فترة ثقة.",
    ),
    "report_nothing_beside": (
        "There is nothing to compare with yet.",
        "Il n’y a encore rien à quoi comparer.",
        "لا يوجد بعد ما يُقارن به.",
    ),
    "report_people_agree": (
        "Two coders agree with each other with a micro-F1 of {figure}: no program can be expected "
        "to go beyond.",
        "Deux codeurs s’accordent avec un micro-F1 de {figure} : on ne peut attendre d’aucun "
        "programme qu’il aille au-delà.",
        "يتفق مرمِّزان بقيمة micro-F1 قدرها {figure}: ولا يُنتظر من برنامج أن يتجاوزها.",
    ),
    "report_beats": (
        "The best of the simpler ways, {way}, ranks {target} with {theirs}; this classifier with "
        "{ours}.",
        "Le meilleur des moyens plus simples, {way}, classe {target} avec {theirs} ; ce programme "
        "avec {ours}.",
        "أفضل الطرق الأبسط، {way}، يرتب {target} بقيمة {theirs}؛ وهذا البرنامج بقيمة {ours}.",
    ),
    "report_beats_not": (
        "The best of the simpler ways, {way}, ranks {target} with {theirs}; this classifier with "
        "{ours}, which is not more.",
        "Le meilleur des moyens plus simples, {way}, classe {target} avec {theirs} ; ce programme "
        "avec {ours}, ce qui n’est pas plus.",
        "أفضل الطرق الأبسط، {way}، يرتب {target} بقيمة {theirs}؛ وهذا البرنامج بقيمة {ours}، وليست "
        "أكثر.",
    ),
    "report_views_lead": (
        "Learning from earlier harvests and testing on the next is how the tool is used; held-out "
        "scores mix the harvests and are easier.",
        "Apprendre des récoltes passées et tester sur la suivante, c’est ainsi que l’outil sert ; "
        "les fragments mis de côté mêlent les récoltes et sont plus faciles.",
        "التعلم من حصاد سابق والاختبار على ما يليه هو ما تُستعمل له الأداة؛ أما ما أُبعد عن التدريب "
        "فيخلط الحصائد وهو أسهل.",
    ),
    "report_curve_lead": (
        "The same held-out fragments, after learning from more and more of the others.",
        "Les mêmes fragments mis de côté, après avoir appris de toujours plus d’autres.",
        "المقاطع المبعدة نفسها، بعد التعلم من عدد متزايد من غيرها.",
    ),
    "report_work_lead": (
        "What the suggestions would have saved, replayed on fragments that are coded already.",
        "Ce que les propositions auraient épargné, rejoué sur des fragments déjà codés.",
        "ما كانت الاقتراحات ستوفّره، معادًا على مقاطع رُمِّزت من قبل.",
    ),
    "report_fragments_lead": (
        "A surprising code is not a mistake: people who know the story often have a reason that is "
        "not in the text.",
        "Un code surprenant n’est pas une faute : qui connaît l’histoire a souvent une raison qui "
        "n’est pas dans le texte.",
        "الرمز المفاجئ ليس خطأً: فمن يعرف القصة كثيرًا ما يكون له سبب ليس في النص.",
    ),
    "report_method_lead": (
        "Figures rest on fragments that the model had not seen, and intervals on whole groups of "
        "fragments.",
        "Les chiffres reposent sur des fragments que le modèle n’avait pas vus, et les intervalles "
        "sur des groupes entiers de fragments.",
        "تقوم الأرقام على مقاطع لم يرها النموذج، وفترات الثقة على مجموعات كاملة من المقاطع.",
    ),
    "report_drift_unknown": (
        "Whether these fragments are like the training fragments is not known.",
        "On ne sait si ces fragments ressemblent à ceux de l’entraînement.",
        "لا يُعرف هل تشبه هذه المقاطع مقاطع التدريب.",
    ),
    "report_drift_serious": (
        "These fragments differ from those the model learned from: trust the suggestions less and "
        "check more of them. Promises about accepted suggestions are void here.",
        "Ces fragments diffèrent de ceux dont le modèle a appris : fiez-vous moins aux "
        "propositions et vérifiez-en davantage. Les promesses sur les propositions acceptées ne "
        "valent pas ici.",
        "تختلف هذه المقاطع عما تعلّم منه النموذج: ثق بالاقتراحات أقل وراجع منها أكثر. والوعود بشأن "
        "الاقتراحات المقبولة لا تسري هنا.",
    ),
    "report_drift_alike": (
        "These fragments are like those the model learned from.",
        "Ces fragments ressemblent à ceux dont le modèle a appris.",
        "تشبه هذه المقاطع ما تعلّم منه النموذج.",
    ),
    "report_yardstick": (
        "The recorded codes are the yardstick. Coders differ and overlook things, so a suggestion "
        "that is not recorded may still be defensible, and no program can agree with all coders.",
        "Les codes enregistrés servent de mesure. Les codeurs divergent et laissent passer des "
        "choses : une proposition non enregistrée peut se défendre, et aucun programme ne peut "
        "s’accorder avec tous.",
        "الرموز المسجَّلة هي المقياس. والمرمِّزون يختلفون وتفوتهم أشياء، فالاقتراح غير المسجَّل قد "
        "يكون مقبولًا، ولا يستطيع برنامج أن يوافق الجميع.",
    ),
    "report_invented": (
        "If the texts are invented or examples, the figures show that the program works, not how "
        "well it codes real outcomes.",
        "Si les textes sont inventés ou des exemples, les chiffres montrent que le programme "
        "marche, non s’il code bien de vrais effets.",
        "إن كانت النصوص مختلقة أو أمثلة، فالأرقام تُظهر أن البرنامج يعمل، لا جودة ترميزه لنتائج "
        "حقيقية.",
    ),
    "report_intervals": (
        "The intervals say how the figures would move with other fragments of the same kind. They "
        "do not cover another model, another codebook or another sort of harvest.",
        "Les intervalles disent comment les chiffres bougeraient avec d’autres fragments de même "
        "sorte. Ils ne couvrent ni un autre modèle, ni un autre livre de codes, ni une autre sorte "
        "de récolte.",
        "تقول فترات الثقة كيف تتحرك الأرقام مع مقاطع أخرى من النوع نفسه. ولا تشمل نموذجًا آخر ولا "
        "دليل ترميز آخر ولا نوعًا آخر من الحصاد.",
    ),
    # an audit
    "audit_title": ("Audit of {files}", "Audit de {files}", "تدقيق {files}"),
    "audit_clean": (
        "Of {all} fragments, {n} need no second look: what is recorded and what the text says "
        "agree.",
        "Sur {all} fragments, {n} n’appellent pas de second regard : ce qui est enregistré et ce "
        "que dit le texte s’accordent.",
        "من {all} من المقاطع، لا يحتاج {n} إلى نظرة ثانية: المسجَّل يوافق ما يقوله النص.",
    ),
    "audit_again": (
        "Labels that would be recorded again, about",
        "Codes qui seraient enregistrés de nouveau, environ",
        "رموز كانت ستُسجَّل من جديد، نحو",
    ),
    "audit_n_rows": ("Rows worth a look", "Lignes à regarder", "صفوف تستحق نظرة"),
    "audit_first_hold": (
        "Of what would change, in the first {n} rows",
        "De ce qui changerait, dans les {n} premières lignes",
        "مما كان سيتغير، في أول {n} من الصفوف",
    ),
    "audit_alpha": (
        "Coders agree (alpha; 1: always, 0: as by chance)",
        "Accord des codeurs (alpha ; 1 : toujours, 0 : comme au hasard)",
        "اتفاق المرمِّزين (ألفا؛ 1: دائمًا، 0: كالمصادفة)",
    ),
    "audit_first_rows": ("first {n} rows", "{n} premières lignes", "أول {n} من الصفوف"),
    "audit_held": (
        "How much of what a second look would change the first rows hold, with a 95 % interval",
        "Quelle part de ce qu’un second regard changerait est dans les premières lignes, avec un "
        "intervalle à 95 %",
        "كم مما كانت نظرة ثانية ستغيّره تضمّه الصفوف الأولى، مع فترة ثقة 95 %",
    ),
    "audit_consistent": (
        "What is used consistently?",
        "Qu’est-ce qui est utilisé de façon constante ?",
        "ما الذي يُستعمل باتساق؟",
    ),
    "audit_themes": ("Which labels blur?", "Quels codes se confondent ?", "أي الرموز يختلط؟"),
    "audit_rows": (
        "Which rows are worth a look?",
        "Quelles lignes valent un regard ?",
        "أي الصفوف يستحق نظرة؟",
    ),
    "audit_agreement": (
        "How far do coders agree?",
        "Jusqu’où les codeurs s’accordent-ils ?",
        "إلى أي حد يتفق المرمِّزون؟",
    ),
    "audit_target": (
        "{target}: do coders agree?",
        "{target} : les codeurs s’accordent-ils ?",
        "{target}: هل يتفق المرمِّزون؟",
    ),
    "audit_examples": (
        "{target}: on which labels did readers differ?",
        "{target} : sur quels codes les lecteurs divergent-ils ?",
        "{target}: على أي الرموز اختلف القرّاء؟",
    ),
    "audit_time": (
        "Are labels used alike over time?",
        "Les codes sont-ils utilisés de même au fil du temps ?",
        "هل تُستعمل الرموز على نحو واحد مع الوقت؟",
    ),
    "audit_rare": (
        "Which labels have few examples?",
        "Quels codes ont peu d’exemples ?",
        "أي الرموز أمثلته قليلة؟",
    ),
    "audit_codebook": (
        "Which sentences would help the codebook?",
        "Quelles phrases aideraient le livre de codes ?",
        "أي الجمل تفيد دليل الترميز؟",
    ),
    "audit_limits": (
        "What does this report not say?",
        "Que ne dit pas ce rapport ?",
        "ما الذي لا يقوله هذا التقرير؟",
    ),
    "audit_method": (
        "How was the list made?",
        "Comment la liste a-t-elle été faite ?",
        "كيف وُضعت القائمة؟",
    ),
    "audit_opening": (
        "This report was made by a program that knows the codebook but not the context. It "
        "compares how similar texts were coded. A row on the list is not a mistake; people who "
        "know the story often have a reason that is not in the text.",
        "Ce rapport a été fait par un programme qui connaît le livre de codes mais non le "
        "contexte. Il compare comment des textes semblables ont été codés. Une ligne de la liste "
        "n’est pas une faute ; qui connaît l’histoire a souvent une raison qui n’est pas dans le "
        "texte.",
        "أعدّ هذا التقرير برنامج يعرف دليل الترميز ولا يعرف السياق. وهو يقارن كيف رُمِّزت نصوص "
        "متشابهة. والصف في القائمة ليس خطأً؛ فمن يعرف القصة كثيرًا ما يكون له سبب ليس في النص.",
    ),
    "audit_reason_harvest": (
        "If so, one line under “{heading}” in the harvest will help the next reader.",
        "Dans ce cas, une ligne sous « {heading} » dans la récolte aidera le prochain lecteur.",
        "وإن كان كذلك، فسطر تحت «{heading}» في الحصاد يعين القارئ التالي.",
    ),
    "audit_reason_worklist": (
        "If so, one line under “Note” in the worklist will help the next reader.",
        "Dans ce cas, une ligne sous « Note » dans la liste de travail aidera le prochain lecteur.",
        "وإن كان كذلك، فسطر تحت «ملاحظة» في قائمة العمل يعين القارئ التالي.",
    ),
    "audit_empty": (
        "The worklist is empty; about {n} codes may change all the same.",
        "La liste de travail est vide ; environ {n} codes peuvent tout de même changer.",
        "قائمة العمل فارغة؛ ومع ذلك قد يتغير نحو {n} من الرموز.",
    ),
    "audit_under_one": (
        "Of all codes, fewer than one is expected to change on a second look.",
        "De tous les codes, on s’attend à ce que moins d’un change au second regard.",
        "من الرموز كلها، يُتوقع أن يتغير أقل من رمز واحد عند نظرة ثانية.",
    ),
    "audit_hold": (
        "The first {n} rows of the worklist hold about {held} of about {total} codes that a second "
        "look would change: {share} (between {low} and {high}).",
        "Les {n} premières lignes de la liste de travail contiennent environ {held} des quelque "
        "{total} codes qu’un second regard changerait : {share} (entre {low} et {high}).",
        "أول {n} من صفوف قائمة العمل تضم نحو {held} من نحو {total} من الرموز التي كانت نظرة ثانية "
        "ستغيّرها: {share} (بين {low} و{high}).",
    ),
    "audit_guessed": (
        "No fragment was coded twice for {targets}, so these numbers are a guess. It begins with "
        "what is usual among coders, and is lower where the clearest texts show the codes to be "
        "steadier. Ten or twenty fragments coded twice would tell more.",
        "Aucun fragment n’a été codé deux fois pour {targets} ; ces nombres sont donc une "
        "estimation. Elle part de ce qui est courant parmi les codeurs, et baisse là où les textes "
        "les plus clairs montrent des codes plus stables. Dix ou vingt fragments codés deux fois "
        "en diraient plus.",
        "لم يُرمَّز أي مقطع مرتين في {targets}، فهذه الأرقام تقدير. وهو يبدأ مما هو معتاد بين "
        "المرمِّزين، ويقل حيث تُظهر أوضح النصوص أن الرموز أثبت. وعشرة مقاطع أو عشرون تُرمَّز مرتين "
        "تقول أكثر.",
    ),
    "audit_themes_lead": (
        "Findings that have something in common. Where they gather in one pair of labels, or where "
        "texts speak for neither reading, a talk or a sentence in the codebook helps more than "
        "going through the rows.",
        "Des observations qui ont un point commun. Là où elles se rassemblent sur deux codes, ou "
        "là où les textes ne parlent pour aucune lecture, une discussion ou une phrase dans le "
        "livre de codes aide plus que de parcourir les lignes.",
        "ملاحظات يجمعها أمر. وحيث تجتمع في رمزين، أو لا ترجّح النصوص أيًّا من القراءتين، فحديث أو "
        "جملة في دليل الترميز أنفع من المرور على الصفوف.",
    ),
    "audit_no_themes": (
        "No label or pair of labels gathers enough findings to speak of a pattern.",
        "Aucun code ni aucune paire ne rassemble assez d’observations pour parler d’une tendance.",
        "لا يجمع أي رمز أو رمزين ملاحظات تكفي للحديث عن نمط.",
    ),
    "audit_rows_lead": (
        "The first rows of the worklist; the whole list is in worklist.xlsx, with drop-downs.",
        "Les premières lignes de la liste de travail ; toute la liste est dans worklist.xlsx, avec "
        "des choix.",
        "الصفوف الأولى من قائمة العمل؛ والقائمة كلها في worklist.xlsx وفيها خيارات.",
    ),
    "audit_no_rows": (
        "No fragment stands out: the list is empty.",
        "Aucun fragment ne ressort : la liste est vide.",
        "لا يبرز أي مقطع: القائمة فارغة.",
    ),
    "audit_agreement_lead": (
        "How far people who read the same fragment give it the same labels.",
        "Jusqu’où les personnes qui lisent le même fragment lui donnent les mêmes codes.",
        "إلى أي حد يعطي من يقرؤون المقطع نفسه الرموز نفسها.",
    ),
    "audit_examples_lead": (
        "Fragments that were read in two ways.",
        "Des fragments lus de deux façons.",
        "مقاطع قُرئت على وجهين.",
    ),
    "audit_time_lead": (
        "Labels recorded clearly more or less often in a harvest than its texts would have it, "
        "judged by how the other harvests and countries were coded.",
        "Des codes enregistrés nettement plus ou moins souvent dans une récolte que ses textes ne "
        "le voudraient, d’après le codage des autres récoltes et pays.",
        "رموز سُجِّلت في حصاد أكثر أو أقل بوضوح مما تقتضيه نصوصه، قياسًا على ترميز الحصائد والبلدان "
        "الأخرى.",
    ),
    "audit_no_use": (
        "No label is recorded clearly more or less often in one harvest than its texts would have "
        "it.",
        "Aucun code n’est enregistré nettement plus ou moins souvent dans une récolte que ses "
        "textes ne le voudraient.",
        "لا رمز سُجِّل في حصاد أكثر أو أقل بوضوح مما تقتضيه نصوصه.",
    ),
    "audit_rare_lead": (
        "Labels with fewer than {least} fragments: little can be said of their use.",
        "Codes avec moins de {least} fragments : on peut dire peu de leur usage.",
        "رموز لها أقل من {least} من المقاطع: لا يُقال عن استعمالها إلا القليل.",
    ),
    "audit_none_rare": (
        "Every label has {least} fragments or more.",
        "Chaque code a {least} fragments ou plus.",
        "لكل رمز {least} من المقاطع أو أكثر.",
    ),
    "audit_codebook_lead": (
        "Where a sentence more, or an example more, would help the next coder.",
        "Où une phrase de plus, ou un exemple de plus, aiderait le prochain codeur.",
        "حيث تعين جملة أخرى، أو مثال آخر، المرمِّز التالي.",
    ),
    "audit_no_sentence": (
        "No sentence of the codebook stands out as one to change.",
        "Aucune phrase du livre de codes ne semble à changer.",
        "لا تبرز في دليل الترميز جملة ينبغي تغييرها.",
    ),
    "audit_limits_lead": (
        "It is about codes and texts, never about the people who coded.",
        "Il parle de codes et de textes, jamais des personnes qui ont codé.",
        "هو عن الرموز والنصوص، لا عمّن رمَّزوا.",
    ),
    "audit_method_lead": (
        "Where the chances come from, and what was read.",
        "D’où viennent les chances, et ce qui a été lu.",
        "من أين تأتي الاحتمالات، وماذا قُرئ.",
    ),
    # trends
    "trend_title": (
        "Trends before and after relabelling",
        "Tendances avant et après le recodage",
        "الاتجاهات قبل إعادة الترميز وبعدها",
    ),
    "trend_about": (
        "{codebook}: how often each label was recorded in the words of its time, and how often it "
        "is there in the words of version {version}.",
        "{codebook} : combien de fois chaque code a été enregistré dans les mots de son temps, et "
        "combien de fois il figure dans ceux de la version {version}.",
        "{codebook}: كم مرة سُجِّل كل رمز بألفاظ وقته، وكم مرة يرد بألفاظ الإصدار {version}.",
    ),
    "trend_changes": (
        "{target}: {moved} of {n} labels change.",
        "{target} : {moved} codes sur {n} changent.",
        "{target}: يتغير {moved} من {n} من الرموز.",
    ),
    "trend_open": (
        "{n} cell not decided yet.|{n} cells not decided yet.",
        "{n} cellule pas encore décidée.|{n} cellules pas encore décidées.",
        "خلايا لم يُبَتّ فيها بعد: {n}.",
    ),
    "trend_decided": ("Everything is decided.", "Tout est décidé.", "بُتّ في كل شيء."),
    "trend_rows": ("Coded rows", "Lignes codées", "الصفوف المرمَّزة"),
    "trend_stay": (
        "Cells that stay as they are",
        "Cellules qui restent telles quelles",
        "خلايا تبقى كما هي",
    ),
    "trend_by_program": (
        "Cells decided by rule or model",
        "Cellules décidées par règle ou modèle",
        "خلايا بُتّ فيها بقاعدة أو نموذج",
    ),
    "trend_by_people": (
        "Cells decided by people",
        "Cellules décidées par des personnes",
        "خلايا بَتّ فيها أشخاص",
    ),
    "trend_how": (
        "How the cells were decided",
        "Comment les cellules ont été décidées",
        "كيف بُتّ في الخلايا",
    ),
    "trend_unchanged": ("unchanged", "inchangé", "دون تغيير"),
    "trend_rule": ("by rule", "par règle", "بقاعدة"),
    "trend_model": ("by model", "par le modèle", "بالنموذج"),
    "trend_person": ("by people", "par des personnes", "بأشخاص"),
    "trend_undecided": ("not decided yet", "pas encore décidé", "لم يُبَتّ بعد"),
    "trend_target": (
        "{target}: what becomes of each label?",
        "{target} : que devient chaque code ?",
        "{target}: ماذا صار كل رمز؟",
    ),
    "trend_limits": (
        "How are the counts to be read?",
        "Comment lire ces comptes ?",
        "كيف تُقرأ هذه الأعداد؟",
    ),
    "trend_lead": (
        "{moved} labels change, {same} do not. Pale: as recorded. Dark: in the new words.",
        "{moved} codes changent, {same} non. Pâle : tel qu’enregistré. Foncé : dans les nouveaux "
        "mots.",
        "يتغير {moved} من الرموز، ولا يتغير {same}. الفاتح: كما سُجِّل. الداكن: بالألفاظ الجديدة.",
    ),
    "trend_limits_lead": (
        "What was not asked, what only some rows could tell, and what is open.",
        "Ce qui n’a pas été demandé, ce que seules certaines lignes disent, et ce qui est ouvert.",
        "ما لم يُسأل عنه، وما لا تقوله إلا بعض الصفوف، وما لم يُبَتّ فيه.",
    ),
}
