"""The words behind the first page of an audit: tables, captions, cautions, how it was made."""

from __future__ import annotations

AUDIT: dict[str, tuple[str, str, str]] = {
    # tables
    "audit_table_findings": (
        "Recorded codes and other readings, the first rows",
        "Codes enregistrés et autres lectures, les premières lignes",
        "الرموز المسجَّلة وقراءات أخرى، الصفوف الأولى",
    ),
    "audit_table_themes": ("Themes – {target}", "Thèmes – {target}", "المواضيع – {target}"),
    "theme_labels": ("Labels", "Codes", "الرموز"),
    "theme_remedy": ("What would help", "Ce qui aiderait", "ما قد يساعد"),
    "theme_findings": ("Findings", "Constats", "الملاحظات"),
    "theme_coders": ("Coders", "Codeurs", "المرمِّزون"),
    "theme_coders_says": (
        "Whose fragments they are",
        "De qui sont les fragments",
        "لمن هي المقاطع",
    ),
    "theme_clear": ("Clear", "Clair", "واضح"),
    "theme_clear_says": (
        "Share in which the text speaks clearly for one reading",
        "Part où le texte parle clairement pour une lecture",
        "النسبة التي يدل فيها النص بوضوح على قراءة",
    ),
    "theme_twins": ("Twins", "Jumeaux", "التوائم"),
    "theme_twins_says": (
        "Twins that are coded differently",
        "Jumeaux codés différemment",
        "توائم رُمِّزت على نحو مختلف",
    ),
    "theme_codebook": (
        "What the codebook says, and where to look",
        "Ce que dit le livre de codes, et où regarder",
        "ما يقوله دليل الترميز، وأين يُنظر",
    ),
    "theme_pair": (
        "talk about this pair of labels",
        "parler de cette paire de codes",
        "التحدث عن هذا الزوج من الرموز",
    ),
    "theme_definition": (
        "clarify this definition",
        "préciser cette définition",
        "توضيح هذا التعريف",
    ),
    "theme_fragments": (
        "look at these fragments",
        "regarder ces fragments",
        "النظر في هذه المقاطع",
    ),
    "theme_see": ("See {names}.", "Voir {names}.", "انظر {names}."),
    "theme_leaves_out": (
        "“{label}” leaves out: {clause}",
        "“{label}” exclut : {clause}",
        "“{label}” يستثني: {clause}",
    ),
    "theme_apart": (
        "{first} or {second}? The codebook says: {apart}. Is that read alike?",
        "{first} ou {second} ? Le livre de codes dit : {apart}. Est-ce lu de la même façon ?",
        "{first} أم {second}؟ يقول دليل الترميز: {apart}. هل يُفهم هذا على نحو واحد؟",
    ),
    "theme_sentence_missing": (
        "{first} or {second}? A sentence that tells them apart is missing.",
        "{first} ou {second} ? Il manque une phrase qui les distingue.",
        "{first} أم {second}؟ تنقص جملة تميِّز بينهما.",
    ),
    "theme_border": (
        "{label}: what is in, what is out? An example on the border would help.",
        "{label} : qu’est-ce qui en est, qu’est-ce qui n’en est pas ? Un exemple à la limite "
        "aiderait.",
        "{label}: ما الداخل فيه وما الخارج عنه؟ قد يساعد مثال على الحد.",
    ),
    "agreement_fragments": ("Fragments", "Fragments", "المقاطع"),
    "agreement_alpha": ("Alpha (MASI)", "Alpha (MASI)", "Alpha (MASI)"),
    "agreement_alpha_says": (
        "Krippendorff's alpha with Passonneau's distance between sets",
        "Alpha de Krippendorff avec la distance entre ensembles de Passonneau",
        "ألفا كريبندورف مع مسافة باسونو بين المجموعات",
    ),
    "agreement_same": ("Same set", "Même ensemble", "المجموعة نفسها"),
    "agreement_same_says": (
        "Share of pairs of codings that are equal",
        "Part des paires de codages qui sont égales",
        "نسبة أزواج الترميز المتساوية",
    ),
    "agreement_pair": ("pair {number}", "paire {number}", "الزوج {number}"),
    "agreement_head_pair": ("Pair", "Paire", "الزوج"),
    "agreement_by_harvest": (
        "By harvest, in the order of time",
        "Par récolte, dans l’ordre du temps",
        "بحسب الحصاد، بترتيب الزمن",
    ),
    "agreement_by_pair": ("By pair of coders", "Par paire de codeurs", "بحسب أزواج المرمِّزين"),
    "agreement_by_pair_unnamed": (
        "By pair of coders, without their names",
        "Par paire de codeurs, sans leurs noms",
        "بحسب أزواج المرمِّزين، دون أسمائهم",
    ),
    "agreement_by_label": ("By label", "Par code", "بحسب الرمز"),
    "agreement_label": ("Label", "Code", "الرمز"),
    "agreement_ticked": ("Ticked", "Cochés", "المعلَّم"),
    "agreement_ticked_says": (
        "Fragments in which anyone ticked it",
        "Fragments où quelqu’un l’a coché",
        "المقاطع التي علَّمه فيها أحد",
    ),
    "agreement_positive": ("Positive", "Positif", "الإيجابي"),
    "agreement_positive_says": (
        "How likely another coder ticks what one ticked",
        "La probabilité qu’un autre codeur coche ce qu’un a coché",
        "احتمال أن يعلِّم مرمِّز آخر ما علَّمه واحد",
    ),
    "agreement_rare": ("too rare to tell", "trop rare pour le dire", "أندر من أن يُحكم"),
    "agreement_by_coder": (
        "By coder, each beside all others",
        "Par codeur, chacun face à tous les autres",
        "بحسب المرمِّز، كلٌّ أمام البقية",
    ),
    "agreement_coder": ("Coder", "Codeur", "المرمِّز"),
    "agreement_compared": ("Readings compared", "Lectures comparées", "القراءات المقارنة"),
    "use_table": (
        "Recorded against expected",
        "Enregistré face à attendu",
        "المسجَّل أمام المتوقع",
    ),
    "use_expected": ("Expected", "Attendu", "المتوقع"),
    "use_expected_says": (
        "From texts like these elsewhere",
        "D’après des textes semblables ailleurs",
        "من نصوص مثلها في غيره",
    ),
    "use_give_or_take": ("Give or take", "À peu près", "زيادة أو نقصًا"),
    "agreement_all_same": (
        "Every fragment coded twice has the same labels.",
        "Chaque fragment codé deux fois a les mêmes codes.",
        "لكل مقطع رُمِّز مرتين الرموز نفسها.",
    ),
    # cautions
    "audit_no_mistake": (
        "A row on the list is not a mistake. Two readings stand side by side, and both may be "
        "right.",
        "Une ligne de la liste n’est pas une erreur. Deux lectures sont côte à côte, et les deux "
        "peuvent être justes.",
        "وجود صف في القائمة ليس خطأ. قراءتان متجاورتان، وقد تصح كلتاهما.",
    ),
    "audit_two_texts": (
        "The program reads two texts of each fragment and knows nothing else of what happened.",
        "Le programme lit deux textes de chaque fragment et ne sait rien d’autre de ce qui s’est "
        "passé.",
        "يقرأ البرنامج نصين من كل مقطع ولا يعرف شيئًا آخر مما حدث.",
    ),
    "audit_rough": (
        "Chances rest on how often readers of the same fragment differ; with few fragments coded "
        "twice they are rough.",
        "Les chances reposent sur la fréquence à laquelle les lecteurs d’un même fragment "
        "diffèrent ; avec peu de fragments codés deux fois, elles sont grossières.",
        "تقوم الاحتمالات على كثرة اختلاف قراء المقطع الواحد؛ وحيث قليل ما رُمِّز مرتين فهي تقريبية.",
    ),
    "audit_no_person": (
        "Coder and country go together in most harvests, so no figure here says how well a person "
        "codes.",
        "Codeur et pays vont ensemble dans la plupart des récoltes, aucun nombre ici ne dit donc "
        "si une personne code bien.",
        "المرمِّز والبلد متلازمان في معظم الحصادات، فلا رقم هنا يقول كم يحسن شخص الترميز.",
    ),
    "audit_alike_hidden": (
        "Codes that everybody uses in the same unusual way do not show up here.",
        "Les codes que tout le monde utilise de la même façon inhabituelle n’apparaissent pas ici.",
        "الرموز التي يستعملها الجميع على النحو غير المألوف نفسه لا تظهر هنا.",
    ),
    "audit_coder_caution": (
        "Each coder has read other fragments, of other countries, with other colleagues beside "
        "them; a difference between two rows says more about these than about a person. Show a "
        "figure first to the one it is about. Figures from fewer than 50 fragments are set in "
        "grey.",
        "Chaque codeur a lu d’autres fragments, d’autres pays, avec d’autres collègues ; une "
        "différence entre deux lignes en dit plus sur eux que sur une personne. Montrez un nombre "
        "d’abord à qui il concerne. Les nombres de moins de 50 fragments sont en gris.",
        "قرأ كل مرمِّز مقاطع أخرى، من بلدان أخرى، ومعه زملاء آخرون؛ والفرق بين صفين يقول عن هذا "
        "أكثر مما يقول عن شخص. اعرض الرقم أولًا على من يخصه. الأرقام من أقل من 50 مقطعًا باللون "
        "الرمادي.",
    ),
    "audit_formulas": (
        "Alpha: Krippendorff (2011), nominal for single labels; for sets with the distance MASI of "
        "Passonneau (2006) or Jaccard's. AC1: Gwet (2008), steadier for rare labels. Positive "
        "agreement: Cicchetti & Feinstein (1990), over all pairs of coders. Intervals (95 %) come "
        "from drawing groups of fragments anew. Codings of different codebook versions are "
        "compared in the words of the older one.",
        "Alpha : Krippendorff (2011), nominal pour un code seul ; pour des ensembles, avec la "
        "distance MASI de Passonneau (2006) ou celle de Jaccard. AC1 : Gwet (2008), plus stable "
        "pour les codes rares. Accord positif : Cicchetti & Feinstein (1990), sur toutes les "
        "paires de codeurs. Les intervalles (95 %) viennent de nouveaux tirages de groupes de "
        "fragments. Les codages de versions différentes sont comparés dans les mots de la plus "
        "ancienne.",
        "ألفا: Krippendorff (2011)، اسمية للرمز الواحد؛ وللمجموعات بمسافة MASI لـ Passonneau "
        "(2006) أو مسافة Jaccard. ‏AC1: Gwet (2008)، أثبت للرموز النادرة. الاتفاق الإيجابي: "
        "Cicchetti & Feinstein (1990)، على كل أزواج المرمِّزين. تأتي الفترات (95 %) من إعادة سحب "
        "مجموعات المقاطع. وتُقارن ترميزات الإصدارات المختلفة بألفاظ الأقدم.",
    ),
    # sentences
    "audit_would_stand": (
        "{target}: of {recorded} recorded labels in {fragments} fragments, about {share} would be "
        "recorded again.",
        "{target} : sur {recorded} codes enregistrés dans {fragments} fragments, environ {share} "
        "seraient enregistrés de nouveau.",
        "{target}: من {recorded} من الرموز المسجَّلة في {fragments} من المقاطع، يُسجَّل نحو "
        "{share} مرة أخرى.",
    ),
    "audit_evenly": (
        "Used most evenly: {labels}.",
        "Les plus régulièrement utilisés : {labels}.",
        "الأكثر انتظامًا في الاستعمال: {labels}.",
    ),
    "audit_coded_once": (
        "No fragment was coded twice.",
        "Aucun fragment n’a été codé deux fois.",
        "لم يُرمَّز أي مقطع مرتين.",
    ),
    "audit_cannot_be_told": ("it cannot be told", "on ne peut le dire", "لا يمكن الحكم"),
    "audit_firm": ("agreement is firm", "l’accord est ferme", "الاتفاق متين"),
    "audit_fair": ("agreement is fair", "l’accord est correct", "الاتفاق مقبول"),
    "audit_loose": (
        "agreement is still loose",
        "l’accord est encore lâche",
        "الاتفاق ما زال ضعيفًا",
    ),
    "audit_agree_words": (
        "{fragments} fragments were coded by two or more people. Alpha with MASI distance is "
        "{alpha}: {firm}. With Jaccard distance it is {jaccard}; {equal} of the pairs of codings "
        "are the very same set. With many labels to choose from, alpha well below 0.8 is usual: "
        "the labels that blur are worth a talk, the people are not the cause.",
        "{fragments} fragments ont été codés par deux personnes ou plus. Alpha avec la distance "
        "MASI est de {alpha} : {firm}. Avec la distance de Jaccard, il est de {jaccard} ; {equal} "
        "des paires de codages sont le même ensemble. Avec beaucoup de codes au choix, un alpha "
        "bien en dessous de 0,8 est habituel : les codes qui se confondent méritent une "
        "discussion, les personnes n’en sont pas la cause.",
        "رمَّز شخصان أو أكثر {fragments} من المقاطع. ألفا بمسافة MASI هي {alpha}: {firm}. وبمسافة "
        "Jaccard هي {jaccard}؛ و{equal} من أزواج الترميز هي المجموعة نفسها تمامًا. حيث الرموز "
        "كثيرة فالمعتاد ألفا أدنى من 0.8 بكثير: الرموز التي تختلط تستحق حديثًا، وليس الأشخاص هم "
        "السبب.",
    ),
    "audit_rates": (
        "{target}: about {kept} of the fitting labels are recorded, about {astray} of the recorded "
        "ones would not be recorded again ({basis})",
        "{target} : environ {kept} des codes qui conviennent sont enregistrés, environ {astray} de "
        "ceux enregistrés ne le seraient plus ({basis})",
        "{target}: يُسجَّل نحو {kept} من الرموز المناسبة، ونحو {astray} من المسجَّل لن يُسجَّل "
        "ثانية ({basis})",
    ),
    "audit_basis_twice": (
        "from {fragments} fragments read twice",
        "d’après {fragments} fragments lus deux fois",
        "من {fragments} من المقاطع المقروءة مرتين",
    ),
    "audit_basis_guess": (
        "a guess, since no fragment was coded twice",
        "une supposition, puisqu’aucun fragment n’a été codé deux fois",
        "تخمين، إذ لم يُرمَّز أي مقطع مرتين",
    ),
    "audit_counts": (
        "Fragments: {fragments}; coded: {coded}; coded twice: {twice}; coders: {coders}; rows "
        "worth a look: {rows}; codebook: {codebook}, version {version}.",
        "Fragments : {fragments} ; codés : {coded} ; codés deux fois : {twice} ; codeurs : "
        "{coders} ; lignes à regarder : {rows} ; livre de codes : {codebook}, version {version}.",
        "المقاطع: {fragments}؛ المرمَّز: {coded}؛ المرمَّز مرتين: {twice}؛ المرمِّزون: {coders}؛ "
        "صفوف تستحق نظرة: {rows}؛ دليل الترميز: {codebook}، الإصدار {version}.",
    ),
    "audit_other_groups": (
        "What a label's chance rests on comes from fragments of other countries and harvests "
        "alone: no fragment, no twin of it, and nothing of its own group vouches for it.",
        "Ce sur quoi repose la chance d’un code vient des seuls fragments d’autres pays et "
        "d’autres récoltes : ni le fragment, ni son jumeau, ni rien de son groupe ne témoigne pour "
        "lui.",
        "ما يقوم عليه احتمال رمز يأتي من مقاطع بلدان وحصادات أخرى وحدها: لا المقطع ولا توأمه ولا "
        "شيء من مجموعته يشهد له.",
    ),
    "audit_learned_twice": (
        "From the chance that a label is recorded follows how likely it fits, given how often "
        "coders leave out a fitting label or record another one. It is learned twice: the second "
        "time from the codes as these chances correct them. {rates}",
        "De la chance qu’un code soit enregistré suit la probabilité qu’il convienne, vu combien "
        "de fois les codeurs omettent un code qui convient ou en enregistrent un autre. C’est "
        "appris deux fois : la seconde à partir des codes corrigés par ces chances. {rates}",
        "من احتمال أن يُسجَّل رمز يُستنتج مدى مناسبته، بالنظر إلى كثرة ما يترك المرمِّزون رمزًا "
        "مناسبًا أو يسجلون غيره. ويُتعلَّم ذلك مرتين: الثانية من الرموز كما تصححها هذه الاحتمالات. "
        "{rates}",
    ),
    "audit_further_evidence": (
        "Twins that are coded differently and other readings of the same fragment count as further "
        "evidence; twins can raise a doubt and never settle one.",
        "Les jumeaux codés différemment et les autres lectures du même fragment comptent comme "
        "indices de plus ; les jumeaux peuvent soulever un doute, jamais en régler un.",
        "التوائم المرمَّزة على نحو مختلف والقراءات الأخرى للمقطع نفسه تُحسب دلائل إضافية؛ التوائم "
        "قد تثير شكًا ولا تحسمه أبدًا.",
    ),
    "audit_chance_says": (
        "The chance of a row tells how likely a second look is to change its code, and the list is "
        "sorted by it. “In the fragment” adds up the chances of all codes of the fragment: sorted "
        "by it, the list goes from one fragment to the next. Findings below a chance of {floor} "
        "are not listed, but where somebody read a fragment otherwise.",
        "La chance d’une ligne dit à quel point un second regard changera probablement son code, "
        "et la liste est triée ainsi. « Dans le fragment » additionne les chances de tous les "
        "codes du fragment : triée ainsi, la liste va d’un fragment au suivant. Les constats sous "
        "une chance de {floor} ne sont pas listés, sauf là où quelqu’un a lu un fragment "
        "autrement.",
        "احتمال الصف يقول كم يُرجَّح أن تغيِّر نظرة ثانية رمزه، والقائمة مرتبة بحسبه. و«في المقطع» "
        "يجمع احتمالات كل رموز المقطع: بترتيبها بحسبه تنتقل القائمة من مقطع إلى مقطع. والملاحظات "
        "دون احتمال {floor} لا تُدرج، إلا حيث قرأ أحد المقطع على نحو آخر.",
    ),
    "audit_about": (
        "What the rows are about: {kinds}.",
        "De quoi parlent les lignes : {kinds}.",
        "ما تتناوله الصفوف: {kinds}.",
    ),
    "finding_coders": (
        "read otherwise by another coder or the FragmentID",
        "lu autrement par un autre codeur ou le FragmentID",
        "قرأه مرمِّز آخر أو FragmentID على نحو آخر",
    ),
    "finding_twins": (
        "twins coded differently",
        "jumeaux codés différemment",
        "توائم رُمِّزت على نحو مختلف",
    ),
    "finding_exchanged": ("one label or another", "un code ou un autre", "رمز أو آخر"),
    "finding_missing": (
        "a label that may be missing",
        "un code qui manque peut-être",
        "رمز قد يكون ناقصًا",
    ),
    "finding_unsupported": (
        "a label with little support in the text",
        "un code peu appuyé par le texte",
        "رمز قليل السند في النص",
    ),
    "finding_rule": ("against a rule", "contre une règle", "بخلاف قاعدة"),
}
