"""What is wrong with a decision, or with the row it stands in, and what to do about it."""

from __future__ import annotations

DECISIONS: dict[str, tuple[str, str, str]] = {
    "decision_none": (
        "“{cell}” is no decision.",
        "“{cell}” n’est pas une décision.",
        "“{cell}” ليس قرارًا.",
    ),
    "decision_none_hint": (
        "Write “none fits” if you looked and found none, or leave the cell empty.",
        "Écrivez « aucun ne convient » si vous avez cherché sans rien trouver, ou laissez la "
        "cellule vide.",
        "اكتب «لا شيء مناسب» إن بحثت ولم تجد، أو اترك الخلية فارغة.",
    ),
    "decision_nothing_likely": (
        "accepts, but nothing is likely here.",
        "accepte, mais rien n’est probable ici.",
        "يقبل، لكن لا شيء مرجَّح هنا.",
    ),
    "decision_nothing_likely_hint": (
        "Write names of the codebook, “none fits”, or leave the cell empty.",
        "Écrivez des noms du livre de codes, « aucun ne convient », ou laissez la cellule vide.",
        "اكتب أسماء من دليل الترميز أو «لا شيء مناسب»، أو اترك الخلية فارغة.",
    ),
    "decision_change_to_what": (
        "says “{cell}”, but not to what; it was left undecided.",
        "dit “{cell}”, mais pas en quoi ; cela n’a pas été décidé.",
        "يقول “{cell}” ولا يقول إلى ماذا؛ تُرك بلا قرار.",
    ),
    "decision_names_that_fit": (
        "Write the names that fit.",
        "Écrivez les noms qui conviennent.",
        "اكتب الأسماء المناسبة.",
    ),
    "decision_unknown_names": (
        "has {names}, which the codebook does not know; it was left undecided.",
        "contient {names}, que le livre de codes ne connaît pas ; cela n’a pas été décidé.",
        "فيه {names}، ولا يعرفه دليل الترميز؛ تُرك بلا قرار.",
    ),
    "decision_drop_down": (
        "Write names as the drop-down has them.",
        "Écrivez les noms comme dans la liste déroulante.",
        "اكتب الأسماء كما في القائمة المنسدلة.",
    ),
    "decision_names_and_discuss": (
        "names labels and “discuss” together; it was left undecided.",
        "nomme des codes et « à discuter » ensemble ; cela n’a pas été décidé.",
        "يذكر رموزًا و«للنقاش» معًا؛ تُرك بلا قرار.",
    ),
    "decision_delete_one": (
        "Delete one of the two.",
        "Supprimez l’un des deux.",
        "احذف أحدهما.",
    ),
    "decision_word_and_names": (
        "says “{word}” and names labels as well; it was left undecided.",
        "dit “{word}” et nomme aussi des codes ; cela n’a pas été décidé.",
        "يقول “{word}” ويذكر رموزًا أيضًا؛ تُرك بلا قرار.",
    ),
    "decision_dashes": (
        "has a dash before every name, which could mean a list or taking away; it was left "
        "undecided.",
        "a un tiret devant chaque nom, ce qui peut être une liste ou un retrait ; cela n’a pas "
        "été décidé.",
        "فيه شرطة قبل كل اسم، وقد تعني قائمة أو حذفًا؛ تُرك بلا قرار.",
    ),
    "decision_dashes_hint": (
        "Write the names without dashes, or one per line with “accept - NAME”.",
        "Écrivez les noms sans tiret, ou un par ligne avec « accepter - NOM ».",
        "اكتب الأسماء بلا شرطات، أو اسمًا في كل سطر هكذا: «قبول - الاسم».",
    ),
    "decision_takes_away": (
        "names labels and takes away {names}; it was left undecided.",
        "nomme des codes et retire {names} ; cela n’a pas été décidé.",
        "يذكر رموزًا ويحذف {names}؛ تُرك بلا قرار.",
    ),
    "decision_takes_away_hint": (
        "Write only the names that fit, or “accept - NAME”.",
        "Écrivez seulement les noms qui conviennent, ou « accepter - NOM ».",
        "اكتب الأسماء المناسبة وحدها، أو «قبول - الاسم».",
    ),
    "decision_not_there": (
        "takes away {names}, which is not there; it was left undecided.",
        "retire {names}, ce qui n’y est pas ; cela n’a pas été décidé.",
        "يحذف {names}، وليس ذلك موجودًا؛ تُرك بلا قرار.",
    ),
    "decision_without_dash": (
        "Write the names that fit, without a dash.",
        "Écrivez les noms qui conviennent, sans tiret.",
        "اكتب الأسماء المناسبة بلا شرطة.",
    ),
    "decision_retired": (
        "names {names}, which the codebook no longer uses.",
        "nomme {names}, que le livre de codes n’utilise plus.",
        "يذكر {names}، ولم يعد دليل الترميز يستعمله.",
    ),
    "decision_in_use": (
        "Choose a label that is in use.",
        "Choisissez un code en usage.",
        "اختر رمزًا مستعملًا.",
    ),
    "decision_too_many": (
        "names {n} labels where one is allowed.",
        "nomme {n} codes là où un seul est permis.",
        "يذكر من الرموز {n} حيث يُسمح بواحد.",
    ),
    "decision_keep_best": (
        "Keep the one that fits best.",
        "Gardez celui qui convient le mieux.",
        "أبقِ الأنسب.",
    ),
    "decision_formula": (
        "holds a formula, which is no decision; it was left undecided.",
        "contient une formule, ce qui n’est pas une décision ; cela n’a pas été décidé.",
        "فيه معادلة، وهي ليست قرارًا؛ تُرك بلا قرار.",
    ),
    "decision_formula_hint": (
        "Write the decision itself.",
        "Écrivez la décision elle-même.",
        "اكتب القرار نفسه.",
    ),
    "decision_excel_error": (
        "shows Excel's error {error}; it was left undecided.",
        "montre l’erreur {error} d’Excel ; cela n’a pas été décidé.",
        "يُظهر خطأ Excel \u200f\u2068{error}\u2069؛ تُرك بلا قرار.",
    ),
    "decision_excel_error_hint": (
        "Write a decision in its place, or clear the cell.",
        "Écrivez une décision à sa place, ou videz la cellule.",
        "اكتب قرارًا مكانه، أو أفرغ الخلية.",
    ),
    "decision_stray_dash": (
        "has a dash that does not stand before one name; it was left undecided.",
        "a un tiret qui n’est pas devant un seul nom ; cela n’a pas été décidé.",
        "فيه شرطة ليست قبل اسم واحد؛ تُرك بلا قرار.",
    ),
    "decision_stray_dash_hint": (
        "Write “accept - NAME” for each name to take away, one a line.",
        "Écrivez « accepter - NOM » pour chaque nom à retirer, un par ligne.",
        "اكتب «قبول - الاسم» لكل اسم تريد حذفه، واحدًا في كل سطر.",
    ),
    "decision_text_changed": (
        "has another text than when the suggestions were made; it was matched by its FragmentID.",
        "a un autre texte que lors des suggestions ; la ligne a été retrouvée par son FragmentID.",
        "نصه غير ما كان عند الاقتراح؛ عُرف الصف من FragmentID.",
    ),
    "decision_still_fits": (
        "Check that the decision still fits.",
        "Vérifiez que la décision convient encore.",
        "تأكد أن القرار ما زال مناسبًا.",
    ),
    "decision_confidential": (
        "a confidential fragment",
        "un fragment confidentiel",
        "مقطع سري",
    ),
    "decision_rows_torn": (
        "shows the suggestions for {name} beside another text; it was left alone.",
        "montre les suggestions pour {name} à côté d’un autre texte ; la ligne a été laissée.",
        "يُظهر اقتراحات {name} بجانب نص آخر؛ تُرك الصف كما هو.",
    ),
    "decision_rows_torn_hint": (
        "Were only some of the columns sorted? Undo that, or decide this row in a fresh copy.",
        "Seules certaines colonnes ont-elles été triées ? Annulez ce tri, ou décidez cette ligne "
        "dans une nouvelle copie.",
        "هل رُتِّبت بعض الأعمدة وحدها؟ تراجع عن ذلك، أو قرِّر هذا الصف في نسخة جديدة.",
    ),
    "decision_row_unknown": (
        "holds a decision, but is no row that suggestions were made for.",
        "contient une décision, mais n’a reçu aucune suggestion.",
        "فيه قرار، لكنه ليس صفًّا وُضعت له اقتراحات.",
    ),
    "decision_row_unknown_hint": (
        "New rows need suggestions of their own first.",
        "De nouvelles lignes demandent d’abord leurs propres suggestions.",
        "الصفوف الجديدة تحتاج أولًا إلى اقتراحات خاصة بها.",
    ),
    "decision_row_twice": (
        "is {name} once more, with another decision; both rows were left.",
        "est encore {name}, avec une autre décision ; les deux lignes ont été laissées.",
        "هو {name} مرة أخرى بقرار آخر؛ تُرك الصفان.",
    ),
    "decision_row_twice_hint": (
        "Delete one of the two rows.",
        "Supprimez l’une des deux lignes.",
        "احذف أحد الصفين.",
    ),
    "decision_row_gone": (
        "decides on {name}, whose row is not found in the harvest any more.",
        "porte sur {name}, dont la ligne n’est plus dans la récolte.",
        "يقرِّر بشأن {name}، ولم يعد صفه في الحصاد.",
    ),
    "decision_row_gone_hint": (
        "Nothing was written. Bring the row back as it was, or write the codes by hand.",
        "Rien n’a été écrit. Remettez la ligne comme elle était, ou écrivez les codes à la main.",
        "لم يُكتب شيء. أعد الصف كما كان، أو اكتب الرموز بيدك.",
    ),
    "decision_keeps_nothing": (
        "says “keep”, but nothing is coded in this row.",
        "dit « garder », mais rien n’est codé dans cette ligne.",
        "يقول «إبقاء»، لكن لا شيء مرمَّز في هذا الصف.",
    ),
    "decision_no_heading": (
        "has codes in column {column}, which has no heading; it was left undecided.",
        "a des codes dans la colonne {column}, qui n’a pas de titre ; cela n’a pas été décidé.",
        "فيه رموز في العمود {column} وليس له عنوان؛ تُرك بلا قرار.",
    ),
    "decision_no_heading_hint": (
        "Give each column with codes a heading of its own, and finish again.",
        "Donnez un titre à chaque colonne de codes, puis déposez de nouveau le classeur.",
        "ضع عنوانًا لكل عمود فيه رموز، ثم أعد رفع المصنف.",
    ),
    "decision_rows_differ": (
        "“{nr}” stands in several rows with different decisions; all were left.",
        "“{nr}” est dans plusieurs lignes aux décisions différentes ; toutes ont été laissées.",
        "“{nr}” في عدة صفوف بقرارات مختلفة؛ تُركت كلها.",
    ),
    "decision_rows_differ_hint": (
        "Delete all but one of them.",
        "Supprimez-les toutes sauf une.",
        "احذفها كلها إلا واحدًا.",
    ),
    "decision_page_differs": (
        "“{nr}” is decided otherwise on the page; neither was taken.",
        "“{nr}” est décidé autrement sur la page ; aucune des deux décisions n’a été prise.",
        "“{nr}” مقرَّر على نحو آخر في الصفحة؛ لم يؤخذ أي من القرارين.",
    ),
    "decision_page_differs_hint": (
        "Decide it alike in both, or in one of them only.",
        "Décidez de même aux deux endroits, ou à un seul.",
        "قرِّر الأمر نفسه في الموضعين، أو في أحدهما فقط.",
    ),
    "decision_no_line": (
        "is filled, but the row is no line of this list, or its Nr and FragmentID are not of one "
        "line; it was left.",
        "est remplie, mais la ligne n’est pas de cette liste, ou son Nr et son FragmentID ne sont "
        "pas d’une même ligne ; elle a été laissée.",
        "مملوء، لكن الصف ليس من هذه القائمة، أو ليس Nr وFragmentID فيه من سطر واحد؛ تُرك.",
    ),
    "decision_no_line_hint": (
        "Write the decision into its line in an untouched copy of the worklist.",
        "Écrivez la décision dans sa ligne, dans une copie intacte de la liste.",
        "اكتب القرار في سطره من نسخة لم تُمسّ من القائمة.",
    ),
    "decision_left_empty": (
        "is empty though “Changed to” is filled; write “{word}” to have it done.",
        "est vide alors que « Changed to » est rempli ; écrivez “{word}” pour que ce soit fait.",
        "فارغ مع أن «Changed to» مملوء؛ اكتب “{word}” ليُنفَّذ.",
    ),
    "decision_beside_change": (
        "says “{text}” though “Changed to” is filled; the row was passed over.",
        "dit “{text}” alors que « Changed to » est rempli ; la ligne a été laissée de côté.",
        "يقول “{text}” مع أن «Changed to» مملوء؛ تُرك الصف.",
    ),
    "decision_empty_one": ("Empty one of the two.", "Videz l’un des deux.", "أفرغ أحدهما."),
    "decision_copies_differ": (
        "says something else than {file} under {names}; that of {file} stays.",
        "dit autre chose que {file} sous {names} ; c’est {file} qui vaut.",
        "يقول غير ما في \u2068{file}\u2069 تحت {names}؛ المعتمد ما في \u2068{file}\u2069.",
    ),
    "decision_copies_differ_hint": (
        "Where this one is right, write it over by hand.",
        "Là où celui-ci a raison, recopiez-le à la main.",
        "حيث يكون هذا هو الصحيح انقله بيدك.",
    ),
    "decision_row_added": (
        "is a row that {file} does not have; it was left out.",
        "est une ligne que {file} n’a pas ; elle a été laissée de côté.",
        "صف ليس في \u2068{file}\u2069؛ تُرك.",
    ),
    "decision_rows_gone": (
        "has no row any more for {n:,} answered fragment: {names}.|"
        "has no row any more for {n:,} answered fragments: {names}.",
        "n’a plus de ligne pour {n} fragment qui a une réponse : {names}.|"
        "n’a plus de ligne pour {n} fragments qui ont une réponse : {names}.",
        "لم تعد فيه صفوف لمقاطع أُجيب عنها ({n}): {names}.",
    ),
    "decision_rows_gone_hint": (
        "Their answers are kept: put the rows back and write again, or leave it so.",
        "Leurs réponses sont gardées : remettez les lignes et écrivez de nouveau, ou laissez.",
        "أجوبتها محفوظة: أعد الصفوف واكتب من جديد، أو اتركها كذلك.",
    ),
    "decision_several_rows": (
        "has further codes in row {rows}; it was left undecided.|"
        "has further codes in rows {rows}; it was left undecided.",
        "a d’autres codes à la ligne {rows} ; cela n’a pas été décidé.|"
        "a d’autres codes aux lignes {rows} ; cela n’a pas été décidé.",
        "له رموز أخرى (الصفوف: {rows})؛ تُرك بلا قرار.",
    ),
    "decision_several_rows_hint": (
        "Empty the codes there, which the decision replaces, and finish again.",
        "Videz-y les codes, que la décision remplace, puis déposez de nouveau le classeur.",
        "أفرغ الرموز هناك، فالقرار يحل محلها، ثم أعد رفع المصنف.",
    ),
    "decision_no_column": (
        "has no column “{name}”; nothing is decided for it.",
        "n’a pas de colonne “{name}” ; rien n’est décidé pour elle.",
        "ليس فيه عمود “{name}”؛ لا قرار بشأنه.",
    ),
    "decision_slip": (
        "{fragment}: {cell} {slip}",
        "{fragment} : {cell} {slip}",
        "\u2068{fragment}\u2069: {cell} {slip}",
    ),
    # why a decision was not carried over
    "decision_about": ("{fragment} {what}", "{fragment} {what}", "\u2068{fragment}\u2069 {what}"),
    "decision_recoded": (
        "was recoded after the list was made, and is left as it is.",
        "a été recodé après la liste, et reste tel quel.",
        "أُعيد ترميزه بعد وضع القائمة، فيبقى كما هو.",
    ),
    "decision_recoded_hint": (
        "Make a new list, or change the row by hand.",
        "Refaites la liste, ou changez la ligne à la main.",
        "ضع قائمة جديدة، أو غيِّر الصف بيدك.",
    ),
    "decision_not_coded_here": (
        "is not coded in this file, or not found in it.",
        "n’est pas codé dans ce fichier, ou n’y est pas trouvé.",
        "ليس مرمَّزًا في هذا الملف، أو لم يُعثر عليه فيه.",
    ),
    "decision_other_texts": (
        "has another text in each of its rows than when the list was made.",
        "a un autre texte, dans chacune de ses lignes, que lors de la liste.",
        "نصه في كل من صفوفه غير ما كان عند وضع القائمة.",
    ),
    "decision_new_list": (
        "Make a new list, or change it by hand.",
        "Refaites la liste, ou changez-le à la main.",
        "ضع قائمة جديدة، أو غيِّره بيدك.",
    ),
    "decision_text_since_list": (
        "has another text than when the list was made; it was matched by its FragmentID.",
        "a un autre texte que lors de la liste ; il a été retrouvé par son FragmentID.",
        "نصه غير ما كان عند وضع القائمة؛ عُرف من FragmentID.",
    ),
    "decision_differ": (
        "has decisions that lead to different codes.",
        "a des décisions qui mènent à des codes différents.",
        "له قرارات تؤدي إلى رموز مختلفة.",
    ),
    "decision_no_reading": (
        "has no other reading that could be taken over.",
        "n’a pas d’autre lecture à reprendre.",
        "ليست له قراءة أخرى يمكن أخذها.",
    ),
    "decision_write_names": (
        "Write the names that fit as the decision.",
        "Écrivez comme décision les noms qui conviennent.",
        "اكتب الأسماء المناسبة قرارًا.",
    ),
    "decision_would_get": (
        "would get “{names}”, which the codebook has retired.",
        "recevrait “{names}”, que le livre de codes a retiré.",
        "سيأخذ “{names}”، وقد أوقف دليل الترميز استعماله.",
    ),
    "decision_decides_nothing": (
        "has the decision “{text}”, which decides nothing.",
        "a la décision “{text}”, qui ne décide rien.",
        "فيه القرار “{text}”، وهو لا يقرِّر شيئًا.",
    ),
    "decision_no_one_column": (
        "stands where there is no one column for its codes.",
        "est à un endroit où ses codes n’ont pas de colonne unique.",
        "يقع حيث لا عمود واحد لرموزه.",
    ),
    "decision_by_hand": ("Change it by hand.", "Changez-le à la main.", "غيِّره بيدك."),
    "decision_several_cells": (
        "has its codes in several cells: a row or a column for each.",
        "a ses codes dans plusieurs cellules : une ligne ou une colonne pour chacun.",
        "رموزه في عدة خلايا: لكل منها صف أو عمود.",
    ),
    "decision_them_by_hand": ("Change them by hand.", "Changez-les à la main.", "غيِّرها بيدك."),
    "decision_row_new": (
        "is no row of the plan.",
        "n’est pas une ligne du plan.",
        "ليس صفًّا من الخطة.",
    ),
    "decision_text_since_plan": (
        "has another text than when the plan was made.",
        "a un autre texte que lors du plan.",
        "نصه غير ما كان عند وضع الخطة.",
    ),
    "decision_recoded_since_plan": (
        "was recoded after the plan was made.",
        "a été recodée après le plan.",
        "أُعيد ترميزه بعد وضع الخطة.",
    ),
    "decision_new_plan": (
        "Make a new plan for it; until then the row stays as it is.",
        "Faites un nouveau plan pour elle ; d’ici là, la ligne reste telle quelle.",
        "ضع له خطة جديدة؛ وحتى ذلك الحين يبقى الصف كما هو.",
    ),
    "decision_lines_lost": (
        "has lost {n} of its lines ({lines}); their rows wait.",
        "a perdu {n} de ses lignes ({lines}) ; ce qu’elles concernent dans la récolte attend.",
        "فقد من أسطره {n} ({lines})؛ صفوفها تنتظر.",
    ),
    "decision_lines_lost_hint": (
        "To have them decided, take the lines from an untouched copy of the workbook.",
        "Pour les décider, reprenez les lignes d’une copie intacte du classeur.",
        "لتقريرها خذ الأسطر من نسخة لم تُمسّ من المصنف.",
    ),
    # what writing could not keep as it was
    "decision_table_kept": (
        "holds a table that could not take in the new columns.",
        "contient un tableau qui n’a pas pu recevoir les nouvelles colonnes.",
        "فيها جدول لم يتسع للأعمدة الجديدة.",
    ),
    "decision_table_kept_hint": (
        "Do not sort inside the table: the new columns would stay where they are.",
        "Ne triez pas dans le tableau : les nouvelles colonnes resteraient en place.",
        "لا ترتِّب داخل الجدول: ستبقى الأعمدة الجديدة مكانها.",
    ),
    "decision_formula_kept": (
        "holds formulas that other cells share; they were left in, with the decided value.",
        "contient des formules que d’autres cellules partagent ; elles y restent, avec la valeur "
        "décidée.",
        "فيه معادلات تشترك فيها خلايا أخرى؛ أُبقيت مع القيمة المقرَّرة.",
    ),
    "decision_formula_kept_hint": (
        "Excel may calculate them again: check this column.",
        "Excel peut les recalculer : vérifiez cette colonne.",
        "قد يعيد Excel حسابها: راجع هذا العمود.",
    ),
    "decision_open_elsewhere": (
        "seems to be open in another program; what was not saved there yet is not seen here.",
        "semble ouvert dans un autre programme ; ce qui n’y est pas encore enregistré ne se voit "
        "pas ici.",
        "يبدو مفتوحًا في برنامج آخر؛ وما لم يُحفظ هناك بعد لا يُرى هنا.",
    ),
    "decision_open_elsewhere_hint": (
        "Close it and run the command again if in doubt.",
        "En cas de doute, fermez-le et recommencez.",
        "أغلقه وأعد الأمر إن ساورك شك.",
    ),
    "decision_open_elsewhere_hint_on_page": (
        "Close it and try again if in doubt.",
        "En cas de doute, fermez-le et recommencez.",
        "أغلقه وحاول من جديد إن ساورك شك.",
    ),
    "decision_in_utf8": (
        "is written as UTF-8: its encoding has no “{letter}”.",
        "est écrit en UTF-8 : son encodage n’a pas “{letter}”.",
        "يُكتب بترميز UTF-8: ليس في ترميزه “{letter}”.",
    ),
    "decision_none_fits": ("“none fits”", "« aucun ne convient »", "«لا شيء مناسب»"),
    "decision_cluster_kept": (
        "has {before}, which did not follow from its types, so it was left; the decision on "
        "“{title}” gives {names}.",
        "a {before}, qui ne découlait pas de ses types et a donc été laissé ; la décision sur "
        "“{title}” donne {names}.",
        "فيه {before} ولم يكن ناتجًا عن أنواعه فتُرك؛ والقرار بشأن “{title}” يعطي {names}.",
    ),
    "decision_cluster_derived": (
        "was accepted as suggested, but the decision on “{title}” gives {names}.",
        "a été accepté comme suggéré, mais la décision sur “{title}” donne {names}.",
        "قُبل كما اقتُرح، لكن القرار بشأن “{title}” يعطي {names}.",
    ),
    "decision_contradicts": (
        "says {said}, but the decision on “{title}” gives {names}; both were left undecided.",
        "dit {said}, mais la décision sur “{title}” donne {names} ; ni l’un ni l’autre n’a été "
        "décidé.",
        "يقول {said}، لكن القرار بشأن “{title}” يعطي {names}؛ تُرك الاثنان بلا قرار.",
    ),
    "decision_contradicts_hint": (
        "Clear one of the two, or change it.",
        "Videz l’un des deux, ou changez-le.",
        "أفرغ أحدهما أو غيِّره.",
    ),
    "decision_against_row": (
        "says {said}, but “{title}” in this row gives {names}; it was left undecided.",
        "dit {said}, mais “{title}” dans cette ligne donne {names} ; cela n’a pas été décidé.",
        "يقول {said}، لكن “{title}” في هذا الصف يعطي {names}؛ تُرك بلا قرار.",
    ),
    "decision_against_row_hint": (
        "Decide “{title}” as well.",
        "Décidez aussi “{title}”.",
        "قرِّر بشأن “{title}” أيضًا.",
    ),
}
