"""The words of the pages that check how harvests are coded."""

from __future__ import annotations

CHECKING: dict[str, tuple[str, str, str]] = {
    "home_checking": ("Check our coding", "Vérifier nos codes", "مراجعة ترميزنا"),
    "home_checking_short": (
        "Find the codes that are most worth a second look, and decide on them.",
        "Trouver les codes qui méritent le plus un second regard, et décider.",
        "العثور على الرموز الأجدر بنظرة ثانية والبت فيها.",
    ),
    "home_checking_lead": (
        "The program compares each code with how you code elsewhere, and lists where another "
        "reading stands beside yours. Both may be right: you decide.",
        "Le programme compare chaque code à vos autres codes et montre où une autre lecture est "
        "possible. Les deux peuvent être justes : vous décidez.",
        "يقارن البرنامج كل رمز بطريقة ترميزكم في المواضع الأخرى، ويبيّن أين توجد قراءة أخرى. "
        "قد تصح القراءتان: القرار لكم.",
    ),
    "home_checking_none": (
        "There is no coded harvest yet.",
        "Il n’y a pas encore de récolte codée.",
        "لا يوجد حصاد مرمَّز بعد.",
    ),
    "home_checking_which": ("Look at", "Regarder", "ننظر في"),
    "home_checking_all": (
        "the one coded harvest|all {n} coded harvests",
        "la récolte codée|les {n} récoltes codées",
        "كل الحصائد المرمَّزة: {n}",
    ),
    "home_checking_rows": (
        "How many rows do you have time for?",
        "Pour combien de lignes avez-vous le temps ?",
        "كم صفًا يتسع له وقتكم؟",
    ),
    "home_checking_rows_missing": (
        "Write how many rows you have time for: 1 or more.",
        "Écrivez pour combien de lignes vous avez le temps : 1 ou plus.",
        "اكتب عدد الصفوف التي يتسع لها وقتكم: صف واحد أو أكثر.",
    ),
    "home_checking_tells_later": (
        "Once it has looked, it says here how much so many rows may change.",
        "Après la recherche, il est dit ici ce que tant de lignes peuvent changer.",
        "بعد البحث يُذكر هنا كم قد يغيّر هذا العدد من الصفوف.",
    ),
    "home_checking_look": ("Look", "Chercher", "ابحث"),
    "home_checking_again": ("Look again", "Chercher de nouveau", "ابحث من جديد"),
    "home_checking_found": ("What was found", "Ce qui a été trouvé", "ما عُثر عليه"),
    "home_checking_nothing": (
        "No code stands out.",
        "Aucun code ne se distingue.",
        "لا رمز يلفت النظر.",
    ),
    "home_checking_decide": ("Decide", "Décider", "القرار"),
    "home_checking_decide_why": (
        "The rows most likely to change come first. Your harvest stays as it is: what you decide "
        "goes into a corrected copy, which the other pages read from then on.",
        "Les lignes les plus douteuses viennent d’abord. Votre récolte ne change pas : vos "
        "décisions vont dans une copie corrigée, que les autres pages lisent ensuite.",
        "تأتي الصفوف الأرجح تغيّرًا أولًا. يبقى حصادكم كما هو: تُكتب قراراتكم في نسخة مصحَّحة "
        "تقرؤها الصفحات الأخرى بعد ذلك.",
    ),
    "home_checking_decided": (
        "{n} of {all} rows decided",
        "{n} lignes décidées sur {all}",
        "الصفوف التي بُتَّ فيها: {n} من {all}",
    ),
    "home_checking_applied": ("carried over", "reporté", "نُقلت"),
    "home_checking_copy": (
        "The corrected copy “{name}” counts. Its last step can be taken back.",
        "La copie corrigée « {name} » fait foi. Sa dernière étape peut être annulée.",
        "النسخة المصحَّحة «{name}» هي المعتمدة، ويمكن التراجع عن خطوتها الأخيرة.",
    ),
    "home_checking_here": ("Decide here", "Décider ici", "القرار هنا"),
    "home_checking_preview": (
        "See what changes",
        "Voir ce qui change",
        "عرض ما سيتغيّر",
    ),
    "home_checking_undo": (
        "Take the last step back",
        "Annuler la dernière étape",
        "التراجع عن الخطوة الأخيرة",
    ),
    "home_checking_no_model": (
        "To decide on a page, the program has to learn first.",
        "Pour décider sur une page, le programme doit d’abord apprendre.",
        "للبت على الصفحة يجب أن يتعلم البرنامج أولًا.",
    ),
    "home_checking_excel_why": (
        "Write keep, change or discuss, or the codes that fit, beside each row.",
        "Écrivez garder, changer ou discuter, ou les codes justes, à côté de chaque ligne.",
        "اكتب إبقاء أو تغيير أو نقاش، أو الرموز المناسبة، بجانب كل صف.",
    ),
    "home_checking_download": (
        "Download the list",
        "Télécharger la liste",
        "تنزيل القائمة",
    ),
    "home_checking_drop": (
        "Drop the decided list here",
        "Déposez ici la liste décidée",
        "أفلت القائمة بعد البت فيها هنا",
    ),
    "home_checking_drop_hint": (
        "You see what it changes before anything is taken.",
        "Vous voyez ce qu’elle change avant que rien ne soit repris.",
        "ترى ما تغيّره قبل أن يُؤخذ منها شيء.",
    ),
    "home_checking_back": (
        "“{name}” is what came back last; its decisions count.",
        "« {name} » est revenu en dernier ; ses décisions comptent.",
        "«{name}» آخر ما عاد، وقراراته هي المحسوبة.",
    ),
    "home_checking_others": ("Earlier searches", "Recherches précédentes", "عمليات بحث سابقة"),
    "home_checking_changes": (
        "1 code would change.|{n} codes would change.",
        "1 code changerait.|{n} codes changeraient.",
        "الرموز التي ستتغيّر: {n}.",
    ),
    "home_checking_kept": (
        "1 row is kept as it is.|{n} rows are kept as they are.",
        "1 ligne reste telle quelle.|{n} lignes restent telles quelles.",
        "الصفوف التي تبقى كما هي: {n}.",
    ),
    "home_checking_followed": (
        "1 more code follows from them and changes along.|{n} more codes follow from them and "
        "change along.",
        "1 autre code en découle et change aussi.|{n} autres codes en découlent et changent aussi.",
        "رموز أخرى تتبعها فتتغيّر معها: {n}.",
    ),
    "home_checking_already": (
        "1 decided code stands so already.|{n} decided codes stand so already.",
        "1 code décidé est déjà ainsi.|{n} codes décidés sont déjà ainsi.",
        "رموز بُتَّ فيها وهي كذلك أصلًا: {n}.",
    ),
    "home_checking_discuss": (
        "To discuss, 1 fragment:|To discuss, {n} fragments:",
        "À discuter, 1 fragment :|À discuter, {n} fragments :",
        "للنقاش، عدد المقاطع {n}:",
    ),
    "home_checking_elsewhere": (
        "1 decision is about another file.|{n} decisions are about other files.",
        "1 décision concerne un autre fichier.|{n} décisions concernent d’autres fichiers.",
        "قرارات تخص ملفات أخرى: {n}.",
    ),
    "home_checking_cells": ("Cells", "Cellules", "الخلايا"),
    "home_checking_apply": ("Carry over", "Reporter", "نقل القرارات"),
    "home_checking_apply_hint": (
        "A corrected copy is written, “{name}”. It can be taken back.",
        "Une copie corrigée est écrite, « {name} ». Elle peut être annulée.",
        "تُكتب نسخة مصحَّحة «{name}»، ويمكن التراجع عنها.",
    ),
    "home_checking_meanwhile": (
        "Something has changed meanwhile. Look at it again first.",
        "Quelque chose a changé entre-temps. Regardez d’abord de nouveau.",
        "تغيّر شيء في هذه الأثناء. انظر مرة أخرى أولًا.",
    ),
    "home_job_look": ("Looking", "Recherche", "البحث"),
    "home_job_apply": ("Carrying over", "Report des décisions", "نقل القرارات"),
    "home_job_undo": ("Taking back", "Annulation", "التراجع"),
}
