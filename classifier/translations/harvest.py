"""What was wrong with a harvest as it was read, where, and what to do about it."""

from __future__ import annotations

HARVEST: dict[str, tuple[str, str, str]] = {
    # places, and names one after the other
    "harvest_row": ("row {n}", "la ligne {n}", "الصف {n}"),
    "harvest_in_row": ("row {n}", "ligne {n}", "الصف {n}"),
    "harvest_in_sheet": ("sheet “{sheet}”", "feuille “{sheet}”", "الورقة “{sheet}”"),
    "harvest_the_sheet": ("sheet “{sheet}”", "la feuille “{sheet}”", "الورقة “{sheet}”"),
    "harvest_in_column": ("column “{column}”", "colonne “{column}”", "العمود “{column}”"),
    "harvest_and_next": ("{first}, {last}", "{first}, {last}", "{first}، {last}"),
    "harvest_or": ("{first} or {last}", "{first} ou {last}", "{first} أو {last}"),
    "harvest_and_more": (
        "{names} and {n} more",
        "{names} et {n} de plus",
        "{names} وغيرها: {n}",
    ),
    "harvest_did_you_mean": (
        "Did you mean {names}?",
        "Vouliez-vous dire {names} ?",
        "هل تقصد {names}؟",
    ),
    "harvest_in_file": (
        "{file}, {place}",
        "{place} du fichier {file}",
        "{place} من الملف \u2068{file}\u2069",
    ),
    "harvest_in_its_sheet": (
        "sheet “{sheet}”, {place}",
        "{place} de la feuille “{sheet}”",
        "{place} من الورقة “{sheet}”",
    ),
    "harvest_long_text": (
        "a text of {n} characters",
        "un texte de {n} caractères",
        "نص عدد حروفه {n}",
    ),
    "harvest_nothing": ("nothing", "rien", "لا شيء"),
    # rows that are no fragments, and what rows lack
    "harvest_no_fragment_totals": (
        "looks like a row of totals; it was not read as a fragment.",
        "ressemble à une ligne de totaux ; elle n’a pas été lue comme un fragment.",
        "يبدو صف مجاميع؛ لم يُقرأ مقطعًا.",
    ),
    "harvest_no_fragment_note": (
        "looks like a note; it was not read as a fragment.",
        "ressemble à une note ; elle n’a pas été lue comme un fragment.",
        "يبدو ملاحظة؛ لم يُقرأ مقطعًا.",
    ),
    "harvest_changed_id": (
        "{cell} looks like an id that Excel turned into a date or a number; it was kept.",
        "{cell} semble être un identifiant qu’Excel a changé en date ou en nombre ; il est gardé.",
        "{cell} يبدو معرِّفًا حوَّله Excel إلى تاريخ أو رقم؛ أُبقي كما هو.",
    ),
    "harvest_changed_id_hint": (
        "Format the column as text and type the id again.",
        "Mettez la colonne au format texte et tapez de nouveau l’identifiant.",
        "اجعل تنسيق العمود نصًّا واكتب المعرِّف من جديد.",
    ),
    "harvest_no_id": (
        "has no id; it is called “{name}”.",
        "n’a pas d’identifiant ; le fragment s’appelle “{name}”.",
        "بلا معرِّف؛ سُمّي “{name}”.",
    ),
    "harvest_no_id_hint": (
        "Give each fragment an id of its own, so that its codes can follow it.",
        "Donnez à chaque fragment un identifiant, pour que ses codes puissent le suivre.",
        "أعطِ كل مقطع معرِّفًا خاصًّا لتتبعه رموزه.",
    ),
    "harvest_from_merged": (
        "Outcome and significance are empty; both were cut out of this merged text.",
        "Effet et importance sont vides ; les deux ont été tirés de ce texte fusionné.",
        "النتيجة والأهمية فارغتان؛ أُخذتا من هذا النص المدمج.",
    ),
    "harvest_no_text": (
        "has no outcome description and no significance; nothing can be suggested for it or "
        "learned from it.",
        "n’a ni description de l’effet ni importance ; rien ne peut lui être suggéré ni en être "
        "appris.",
        "بلا وصف للنتيجة ولا أهمية؛ لا يمكن اقتراح شيء له ولا التعلُّم منه.",
    ),
    "harvest_no_text_hint": (
        "Fill in one of the two. If it goes on with a row above, repeat the id of that row.",
        "Remplissez l’un des deux. Si elle continue une ligne au-dessus, répétez-en l’identifiant.",
        "املأ أحدهما. وإن كان تتمة لصف فوقه فكرِّر معرِّف ذلك الصف.",
    ),
    "harvest_unknown_country": (
        "{cell} is no country we know; it was kept as written.",
        "{cell} n’est pas un pays connu ; il a été gardé tel qu’il est écrit.",
        "{cell} ليس بلدًا نعرفه؛ أُبقي كما كُتب.",
    ),
    "harvest_unknown_country_hint": (
        "Check the spelling: a country in two spellings counts as two.",
        "Vérifiez l’orthographe : un pays écrit de deux façons compte pour deux.",
        "راجع الكتابة: البلد المكتوب بطريقتين يُعدّ بلدين.",
    ),
    "harvest_unknown_countries": (
        "{n} rows have {names} names of no country we know: {shown}; kept as written.",
        "{n} lignes ont {names} noms qui ne sont pas des pays connus : {shown} ; gardés tels "
        "qu’ils sont écrits.",
        "أسماء ليست بلدانًا نعرفها (الصفوف: {n}، الأسماء: {names}): {shown}؛ أُبقيت كما كُتبت.",
    ),
    "harvest_unknown_country_often": (
        "{n} rows have a name of no country we know: {shown}; kept as written.",
        "{n} lignes ont un nom qui n’est pas un pays connu : {shown} ; gardé tel qu’il est écrit.",
        "صفوف فيها اسم ليس بلدًا نعرفه ({n}): {shown}؛ أُبقي كما كُتب.",
    ),
    "harvest_no_answer": (
        "{cell} is neither yes nor no; it was read as not answered.",
        "{cell} n’est ni oui ni non ; lu comme sans réponse.",
        "{cell} ليس نعم ولا لا؛ قُرئ بلا جواب.",
    ),
    "harvest_yes_or_no": ("Write YES or NO.", "Écrivez YES ou NO.", "اكتب YES أو NO."),
    "harvest_torn": (
        "is missing, since the line ends before it; the row is treated as confidential.",
        "manque, car la ligne finit avant ; elle est traitée comme confidentielle.",
        "ناقص لأن السطر ينتهي قبله؛ يُعامل الصف على أنه سري.",
    ),
    "harvest_torn_hint": ("Complete the row.", "Complétez la ligne.", "أكمل الصف."),
    "harvest_taken_as_confidential": (
        "{cell} is neither yes nor no; the row is treated as confidential.",
        "{cell} n’est ni oui ni non ; la ligne est traitée comme confidentielle.",
        "{cell} ليس نعم ولا لا؛ يُعامل الصف على أنه سري.",
    ),
    "harvest_before_first_card": (
        "stands before the first “**Field**: value” and was left out.",
        "est avant le premier « **Champ** : valeur » et a été laissé de côté.",
        "يقع قبل أول «**حقل**: قيمة» فتُرك.",
    ),
    # codes
    "harvest_unknown_version": (
        "{cell} is no version of the codebook; the row's codes were left out.",
        "{cell} n’est pas une version du livre de codes ; les codes de la ligne ont été laissés "
        "de côté.",
        "{cell} ليس إصدارًا من دليل الترميز؛ تُركت رموز الصف.",
    ),
    "harvest_known_versions": (
        "It knows: {versions}.",
        "Il connaît : {versions}.",
        "يعرف: {versions}.",
    ),
    "harvest_none_fits": (
        "{cell} was read as “looked, and none fits”.",
        "{cell} a été lu comme « cherché, aucun ne convient ».",
        "{cell} قُرئ على أنه «بُحث ولا شيء مناسب».",
    ),
    "harvest_none_fits_hint": (
        "An empty cell with a coder says the same.",
        "Une cellule vide avec un codeur dit la même chose.",
        "الخلية الفارغة مع اسم مرمِّز تعني الأمر نفسه.",
    ),
    "harvest_not_coded": (
        "{cell} says nothing about labels; the cell counts as not coded.",
        "{cell} ne dit rien de codes ; la cellule compte comme non codée.",
        "{cell} لا يقول شيئًا عن الرموز؛ تُعدّ الخلية غير مرمَّزة.",
    ),
    "harvest_not_coded_hint": (
        "If a coder looked and no label fits, write “none fits”.",
        "Si un codeur a cherché et qu’aucun code ne convient, écrivez « aucun ne convient ».",
        "إن بحث مرمِّز ولم يناسب أي رمز فاكتب «لا شيء مناسب».",
    ),
    "harvest_no_label_others_kept": (
        "{cell} is no label of “{title}”; the other labels of the cell were kept.",
        "{cell} n’est pas un code de “{title}” ; les autres codes de la cellule ont été gardés.",
        "{cell} ليس رمزًا من “{title}”؛ أُبقيت الرموز الأخرى في الخلية.",
    ),
    "harvest_no_label_left_out": (
        "{cell} is no label of “{title}”; the cell was left out.",
        "{cell} n’est pas un code de “{title}” ; la cellule a été laissée de côté.",
        "{cell} ليس رمزًا من “{title}”؛ تُركت الخلية.",
    ),
    "harvest_no_label_at_all": (
        "{cell} is no label of the codebook; it was left out.",
        "{cell} n’est pas un code du livre de codes ; il a été laissé de côté.",
        "{cell} ليس رمزًا من دليل الترميز؛ تُرك.",
    ),
    "harvest_correct_or_add": (
        "Correct the cell, or add the name to the codebook.",
        "Corrigez la cellule, ou ajoutez le nom au livre de codes.",
        "صحِّح الخلية، أو أضف الاسم إلى دليل الترميز.",
    ),
    "harvest_too_many_labels": (
        "has {n} labels where one is allowed; all were kept.",
        "a {n} codes là où un seul est permis ; tous ont été gardés.",
        "فيه من الرموز {n} حيث يُسمح بواحد؛ أُبقيت كلها.",
    ),
    "harvest_keep_best": (
        "Keep the one that fits best.",
        "Gardez celui qui convient le mieux.",
        "أبقِ الأنسب.",
    ),
    "harvest_unclear_tick": (
        "{cell} does not say whether “{name}” is ticked; it was not read.",
        "{cell} ne dit pas si “{name}” est coché ; cela n’a pas été lu.",
        "{cell} لا يقول هل “{name}” مؤشَّر؛ لم يُقرأ.",
    ),
    "harvest_unclear_tick_hint": (
        "Write 1 or 0, yes or no, or leave the cell empty.",
        "Écrivez 1 ou 0, oui ou non, ou laissez la cellule vide.",
        "اكتب 1 أو 0، نعم أو لا، أو اترك الخلية فارغة.",
    ),
    "harvest_ticked_no_label": (
        "{name} is ticked, but it is no label of “{title}”.",
        "{name} est coché, mais n’est pas un code de “{title}”.",
        "{name} مؤشَّر، لكنه ليس رمزًا من “{title}”.",
    ),
    "harvest_ticked_no_label_hint": (
        "Correct the heading, or the codebook.",
        "Corrigez le titre de la colonne, ou le livre de codes.",
        "صحِّح عنوان العمود، أو دليل الترميز.",
    ),
    "harvest_no_label_not_read": (
        "{cell} is no label of “{title}”; it was not read.",
        "{cell} n’est pas un code de “{title}” ; cela n’a pas été lu.",
        "{cell} ليس رمزًا من “{title}”؛ لم يُقرأ.",
    ),
    "harvest_add_or_move": (
        "Add it to the codebook, or move the text elsewhere.",
        "Ajoutez-le au livre de codes, ou déplacez le texte ailleurs.",
        "أضفه إلى دليل الترميز، أو انقل النص إلى مكان آخر.",
    ),
    "harvest_codes_differ": (
        "says another thing than the columns of ticks about {names}; this cell counts.",
        "dit autre chose que les colonnes de coches sur {names} ; c’est cette cellule qui compte.",
        "يقول غير ما تقوله أعمدة التأشير عن {names}؛ هذه الخلية هي المعتمدة.",
    ),
    "harvest_correct_one": (
        "Correct one of the two.",
        "Corrigez l’un des deux.",
        "صحِّح أحدهما.",
    ),
    # rows that are there twice
    "harvest_row_per_code": (
        "{n} fragment stands in several rows with one code each, which were put together.|"
        "{n} fragments stand in several rows with one code each, which were put together.",
        "{n} fragment occupe plusieurs lignes d’un code chacune ; elles ont été réunies.|"
        "{n} fragments occupent plusieurs lignes d’un code chacune ; elles ont été réunies.",
        "مقاطع في عدة صفوف لكل منها رمز واحد، وقد جُمعت: {n}.",
    ),
    "harvest_another_label": (
        "gives the fragment of {place} another label where one is allowed; both were kept.",
        "donne au fragment de {place} un autre code là où un seul est permis ; les deux ont été "
        "gardés.",
        "يعطي مقطع {place} رمزًا آخر حيث يُسمح بواحد؛ أُبقي الاثنان.",
    ),
    "harvest_repeats": (
        "repeats {place}; it was left out.",
        "répète {place} ; la ligne a été laissée de côté.",
        "يكرِّر {place}؛ تُرك.",
    ),
    "harvest_delete_row": (
        "Delete one of the two rows.",
        "Supprimez l’une des deux lignes.",
        "احذف أحد الصفين.",
    ),
    "harvest_look_there": (
        "The two differ in {names}: look there before you delete one.",
        "Les deux diffèrent dans {names} : regardez-y avant d’en supprimer une.",
        "يختلف الصفان في {names}: انظر هناك قبل حذف أحدهما.",
    ),
    "harvest_coded_twice": (
        "says {said}, but {place} of the same coder says {other}; {place} was kept.",
        "dit ceci : {said} ; {place} du même codeur dit : {other} ; c’est {place} qui a été "
        "gardée.",
        "يقول {said}، لكن {place} للمرمِّز نفسه يقول {other}؛ أُبقي {place}.",
    ),
    "harvest_coded_twice_hint": (
        "Correct one of the two rows, or write down who else coded it.",
        "Corrigez l’une des deux lignes, ou écrivez qui d’autre l’a codée.",
        "صحِّح أحد الصفين، أو اكتب من رمَّزه أيضًا.",
    ),
    "harvest_second_in_column": (
        "holds codes of a second coder; they were not read.",
        "contient les codes d’un second codeur ; ils n’ont pas été lus.",
        "فيه رموز مرمِّز ثانٍ؛ لم تُقرأ.",
    ),
    "harvest_second_in_column_hint": (
        "Write them in a row of their own: the fragment once more, with that coder and these "
        "codes.",
        "Écrivez-les dans une ligne à part : le fragment encore une fois, avec ce codeur et ces "
        "codes.",
        "اكتبها في صف خاص: المقطع مرة أخرى مع هذا المرمِّز وهذه الرموز.",
    ),
    "harvest_second_coder_same": (
        "has the fragment of {place} with the same codes: it looks like a second coder, or like "
        "the same row twice. Its codes were left out.",
        "a le fragment de {place} avec les mêmes codes : cela semble être un second codeur, ou "
        "deux fois la même ligne. Ses codes ont été laissés de côté.",
        "فيه مقطع {place} بالرموز نفسها: يبدو مرمِّزًا ثانيًا أو الصف نفسه مرتين. تُركت رموزه.",
    ),
    "harvest_second_coder_other": (
        "has the fragment of {place} with other codes: it looks like a second coder, or like the "
        "same row twice. Its codes were left out.",
        "a le fragment de {place} avec d’autres codes : cela semble être un second codeur, ou "
        "deux fois la même ligne. Ses codes ont été laissés de côté.",
        "فيه مقطع {place} برموز أخرى: يبدو مرمِّزًا ثانيًا أو الصف نفسه مرتين. تُركت رموزه.",
    ),
    "harvest_second_coder_hint": (
        "If two people coded it, add a column Coder; if not, bring what is right into one row.",
        "Si deux personnes l’ont codé, ajoutez une colonne Coder ; sinon, réunissez ce qui est "
        "juste en une ligne.",
        "إن رمَّزه شخصان فأضف عمود Coder؛ وإلا فاجمع الصحيح في صف واحد.",
    ),
    "harvest_second_coder_file_hint": (
        "If two people coded it, add a column Coder or --coder-from file; if not, bring what is "
        "right into one row.",
        "Si deux personnes l’ont codé, ajoutez une colonne Coder ou --coder-from file ; sinon, "
        "réunissez ce qui est juste en une ligne.",
        "إن رمَّزه شخصان فأضف عمود Coder أو ‎--coder-from file؛ وإلا فاجمع الصحيح في صف واحد.",
    ),
    "harvest_second_coder_file_hint_on_page": (
        "If two people coded it, add a column Coder; if not, bring what is right into one row.",
        "Si deux personnes l’ont codé, ajoutez une colonne Coder ; sinon, réunissez ce qui est "
        "juste en une ligne.",
        "إن رمَّزه شخصان فأضف عمود Coder؛ وإلا فاجمع الصحيح في صف واحد.",
    ),
    "harvest_second_coder_sheet_hint": (
        "If two people coded it, add a column Coder or --coder-from sheet; if not, bring what is "
        "right into one row.",
        "Si deux personnes l’ont codé, ajoutez une colonne Coder ou --coder-from sheet ; sinon, "
        "réunissez ce qui est juste en une ligne.",
        "إن رمَّزه شخصان فأضف عمود Coder أو ‎--coder-from sheet؛ وإلا فاجمع الصحيح في صف واحد.",
    ),
    "harvest_second_coder_sheet_hint_on_page": (
        "If two people coded it, add a column Coder; if not, bring what is right into one row.",
        "Si deux personnes l’ont codé, ajoutez une colonne Coder ; sinon, réunissez ce qui est "
        "juste en une ligne.",
        "إن رمَّزه شخصان فأضف عمود Coder؛ وإلا فاجمع الصحيح في صف واحد.",
    ),
    "harvest_one_coder": (
        "“{written}” is read as the coder “{name}”.",
        "“{written}” est lu comme le codeur “{name}”.",
        "“{written}” قُرئ على أنه المرمِّز “{name}”.",
    ),
    "harvest_one_coder_hint": (
        "Two coders need names that differ in more than capitals and blanks.",
        "Deux codeurs doivent avoir des noms qui diffèrent autrement que par les majuscules et "
        "les espaces.",
        "لا بد أن يختلف اسما المرمِّزين بأكثر من المسافات وحالة الأحرف (كبيرة أو صغيرة).",
    ),
    "harvest_same_id": (
        "has the id {id} of {place} but another text; it is called “{name}”.",
        "a l’identifiant {id} de {place} mais un autre texte ; le fragment s’appelle “{name}”.",
        "له المعرِّف {id} الذي في {place} لكن نصه آخر؛ سُمّي “{name}”.",
    ),
    "harvest_same_id_hint": (
        "Give one of the two another id.",
        "Donnez un autre identifiant à l’un des deux.",
        "أعطِ أحدهما معرِّفًا آخر.",
    ),
    "harvest_unlisted": (
        "The codebook does not list {harvest}; read as version {version}, the newest.",
        "Le livre de codes ne cite pas {harvest} ; c’est la version {version}, la plus récente, "
        "qui a été prise.",
        "دليل الترميز لا يذكر {harvest}؛ اعتُمد الإصدار {version}، وهو الأحدث.",
    ),
    "harvest_the_harvest": ("the harvest {name}", "la récolte {name}", "الحصاد {name}"),
    "harvest_no_harvest": (
        "rows without a harvest",
        "les lignes sans récolte",
        "صفوفًا بلا حصاد",
    ),
    "harvest_unlisted_hint": (
        "Add it to “versions” in the codebook, or a column “Codebook version”.",
        "Ajoutez-la à « versions » dans le livre de codes, ou une colonne « Codebook version ».",
        "أضفه إلى «versions» في دليل الترميز، أو أضف عمود «Codebook version».",
    ),
    "harvest_no_rows": (
        "has headings but no row below them.",
        "a des titres mais aucune ligne au-dessous.",
        "فيه عناوين ولا صف تحتها.",
    ),
    # sheets and columns
    "harvest_codes_only": (
        "holds codes but no texts; its codes were not read.",
        "contient des codes mais pas de textes ; ses codes n’ont pas été lus.",
        "فيها رموز بلا نصوص؛ لم تُقرأ رموزها.",
    ),
    "harvest_codes_only_hint": (
        "Copy them beside the texts, or save the sheet as a file and add --codings FILE.",
        "Copiez-les à côté des textes, ou enregistrez la feuille comme fichier et ajoutez "
        "--codings FICHIER.",
        "انسخها بجانب النصوص، أو احفظ الورقة ملفًّا وأضف ‎--codings FILE.",
    ),
    "harvest_codes_only_hint_on_page": (
        "Copy them beside the texts.",
        "Copiez-les à côté des textes.",
        "انسخها بجانب النصوص.",
    ),
    "harvest_hidden_sheet": (
        "is hidden and was passed over.",
        "est masquée et a été laissée de côté.",
        "مخفية فتُركت.",
    ),
    "harvest_no_heading_row": (
        "was passed over: no heading row.",
        "a été laissée de côté : pas de ligne de titres.",
        "تُركت: ليس فيها صف عناوين.",
    ),
    "harvest_unhide": (
        "Unhide it if its rows belong to the harvest.",
        "Affichez-la si ses lignes font partie de la récolte.",
        "أظهرها إن كانت صفوفها من الحصاد.",
    ),
    "harvest_code_list": (
        "looks like a list of codes or an explanation, and was passed over.",
        "ressemble à une liste de codes ou à une explication, et a été laissée de côté.",
        "تبدو قائمة رموز أو شرحًا فتُركت.",
    ),
    "harvest_code_list_hint": (
        "If its rows are fragments, call the column of their texts “Outcome description”.",
        "Si ses lignes sont des fragments, appelez « Outcome description » la colonne des textes.",
        "إن كانت صفوفها مقاطع فسمِّ عمود نصوصها «Outcome description».",
    ),
    "harvest_code_list_alone": (
        "looks like a list of codes, not like fragments; it was read all the same.",
        "ressemble à une liste de codes, pas à des fragments ; lue tout de même.",
        "تبدو قائمة رموز لا مقاطع؛ ومع ذلك قُرئت.",
    ),
    "harvest_if_codebook": (
        "If it is a codebook, leave it out.",
        "Si c’est un livre de codes, laissez-la de côté.",
        "إن كانت دليل ترميز فاتركها.",
    ),
    "harvest_no_ids": (
        "was passed over: no column says which fragment its codes belong to.",
        "a été laissée de côté : aucune colonne ne dit à quel fragment vont ses codes.",
        "تُركت: لا عمود يقول لأي مقطع رموزها.",
    ),
    "harvest_no_ids_hint": (
        "If they belong to the harvest, call the column of the ids “FragmentID”.",
        "S’ils font partie de la récolte, appelez « FragmentID » la colonne des identifiants.",
        "إن كانت من الحصاد فسمِّ عمود المعرِّفات «FragmentID».",
    ),
    "harvest_second_table_below": (
        "begins a second table, with the headings in another order; it was not read.",
        "commence un second tableau, aux titres dans un autre ordre ; il n’a pas été lu.",
        "يبدأ جدولًا ثانيًا بعناوين في ترتيب آخر؛ لم يُقرأ.",
    ),
    "harvest_second_table_below_hint": (
        "Move it to a sheet of its own, or bring its columns into the order of the first.",
        "Déplacez-le sur une feuille à lui, ou mettez ses colonnes dans l’ordre du premier.",
        "انقله إلى ورقة خاصة، أو رتِّب أعمدته كالأول.",
    ),
    "harvest_second_table_beside": (
        "has a second table from here on, beside the first; it was not read.",
        "a un second tableau à partir d’ici, à côté du premier ; il n’a pas été lu.",
        "يبدأ هنا جدول ثانٍ بجانب الأول؛ لم يُقرأ.",
    ),
    "harvest_second_table_beside_hint": (
        "Move its rows below those of the first.",
        "Déplacez ses lignes sous celles du premier.",
        "انقل صفوفه إلى ما تحت صفوف الأول.",
    ),
    "harvest_not_a_fragment": (
        "{what}; the row was not read as a fragment.",
        "{what} ; la ligne n’a pas été lue comme un fragment.",
        "{what}؛ لم يُقرأ الصف مقطعًا.",
    ),
    "harvest_repeats_headings": ("repeats headings", "répète des titres", "يكرِّر عناوين"),
    "harvest_line_of_list": (
        "looks like a line of a list of codes",
        "ressemble à une ligne d’une liste de codes",
        "يبدو سطرًا من قائمة رموز",
    ),
    "harvest_options": (
        "holds the options of the questions above it",
        "contient les choix des questions du dessus",
        "فيه خيارات الأسئلة التي فوقه",
    ),
    "harvest_counts_columns": (
        "counts the columns",
        "numérote les colonnes",
        "يرقِّم الأعمدة",
    ),
    "harvest_other_form": (
        "repeats the headings in another form",
        "répète les titres sous une autre forme",
        "يكرِّر العناوين بصيغة أخرى",
    ),
    "harvest_as_questions": (
        "repeats the headings as questions",
        "répète les titres sous forme de questions",
        "يكرِّر العناوين في صيغة أسئلة",
    ),
    "harvest_guessed": (
        "was taken for the column of “{field}”.",
        "a été prise pour la colonne de “{field}”.",
        "عُدّ عمود “{field}”.",
    ),
    "harvest_guessed_hint": (
        "Rename the column if it means something else.",
        "Renommez la colonne si elle veut dire autre chose.",
        "غيِّر اسم العمود إن كان يعني شيئًا آخر.",
    ),
    "harvest_guessed_hint_on_page": (
        "Choose above what it holds if it means something else.",
        "Choisissez plus haut ce qu’elle contient si elle veut dire autre chose.",
        "اختر في الأعلى ما يحويه إن كان يعني شيئًا آخر.",
    ),
    "harvest_column_twice": (
        "also names “{field}”; it counts only where “{kept}” is empty.",
        "nomme aussi “{field}” ; elle ne compte que là où “{kept}” est vide.",
        "يسمّي “{field}” أيضًا؛ لا يُعتمد إلا حيث يكون “{kept}” فارغًا.",
    ),
    "harvest_column_twice_hint": (
        "Rename one of the two columns.",
        "Renommez l’une des deux colonnes.",
        "غيِّر اسم أحد العمودين.",
    ),
    "harvest_columns_together": (
        "is one of {n} columns with codes of “{title}”; they were read together.",
        "est l’une des {n} colonnes de codes de “{title}” ; elles ont été lues ensemble.",
        "من أعمدة رموز “{title}” (عددها {n})؛ قُرئت معًا.",
    ),
    "harvest_columns_by_coder": (
        "is one of {n} columns with codes of “{title}”, one for each coder: {coders}.",
        "est l’une des {n} colonnes de codes de “{title}”, une par codeur : {coders}.",
        "من أعمدة رموز “{title}” (عددها {n})، لكل مرمِّز عمود: {coders}.",
    ),
    "harvest_columns_by_label": (
        "is one of {n} columns with codes of “{title}”, one for each label; they were read "
        "together.",
        "est l’une des {n} colonnes de codes de “{title}”, une par code ; elles ont été lues "
        "ensemble.",
        "من أعمدة رموز “{title}” (عددها {n})، لكل رمز عمود؛ قُرئت معًا.",
    ),
    "harvest_no_outcome": (
        "has no column with the outcome’s description.",
        "n’a pas de colonne pour la description de l’effet.",
        "ليس فيه عمود لوصف النتيجة.",
    ),
    "harvest_only_significance": (
        "has no column with the outcome’s description: only “{column}” is read.",
        "n’a pas de colonne pour la description de l’effet : seule “{column}” est lue.",
        "ليس فيه عمود لوصف النتيجة: لا يُقرأ غير “{column}”.",
    ),
    "harvest_call_it_outcome": (
        "Call the column that holds it “Outcome description”.",
        "Appelez « Outcome description » la colonne qui la contient.",
        "سمِّ العمود الذي يحويه «Outcome description».",
    ),
    "harvest_call_it_outcome_on_page": (
        "Choose above which column holds it.",
        "Choisissez plus haut la colonne qui la contient.",
        "اختر في الأعلى العمود الذي يحويه.",
    ),
    "harvest_lacks_text": (
        "{file} has no column with the outcome's text.",
        "{file} n’a pas de colonne avec le texte de l’effet.",
        "ليس في الملف \u2068{file}\u2069 عمود فيه نص النتيجة.",
    ),
    "harvest_lacks_text_hint": (
        "Call a column “Outcome description”, or say which holds it: --column outcome=HEADING.",
        "Appelez une colonne « Outcome description », ou dites laquelle le contient : "
        "--column outcome=TITRE.",
        "سمِّ عمودًا «Outcome description»، أو قل أي عمود يحويه: ‎--column outcome=HEADING.",
    ),
    "harvest_lacks_text_hint_on_page": (
        "Call a column “Outcome description”, or choose which one holds it.",
        "Appelez une colonne « Outcome description », ou choisissez celle qui le contient.",
        "سمِّ عمودًا «Outcome description»، أو اختر العمود الذي يحويه.",
    ),
    "harvest_found": (
        "Found: {names}.",
        "Colonnes trouvées : {names}.",
        "الأعمدة الموجودة: {names}.",
    ),
    "harvest_found_no_headings": (
        "Found no headings, but what reads like a fragment: put a row of headings there.",
        "Il n’y a pas de titres, mais ce qui se lit comme un fragment : mettez-y une ligne de "
        "titres.",
        "لا عناوين هنا، بل ما يُقرأ كأنه مقطع: ضع هناك صف عناوين.",
    ),
    "harvest_not_recognised": (
        "Not recognised: {names}.",
        "Non reconnues : {names}.",
        "لم يُعرف: {names}.",
    ),
    "harvest_long_cell": (
        "holds {length:,} characters; Excel keeps only {most:,} of a cell.",
        "contient {length} caractères ; Excel n’en garde que {most} par cellule.",
        "عدد حروفه {length}؛ ولا يحفظ Excel من الخلية إلا {most}.",
    ),
    "harvest_long_cell_hint": (
        "Shorten it before this file is opened and saved in Excel.",
        "Raccourcissez-la avant d’ouvrir et d’enregistrer ce fichier dans Excel.",
        "اختصره قبل فتح هذا الملف وحفظه في Excel.",
    ),
    "harvest_full_cell": (
        "holds {length:,} characters, as many as Excel keeps: its end may be lost.",
        "contient {length} caractères, autant qu’Excel en garde : sa fin est peut-être perdue.",
        "عدد حروفه {length}، وهو أقصى ما يحفظه Excel: ربما ضاعت نهايته.",
    ),
    "harvest_full_cell_hint": (
        "Compare it with the source.",
        "Comparez-la avec la source.",
        "قارنه بالأصل.",
    ),
    "harvest_too_many_cells": (
        "has {cells} cells under {headings} headings.",
        "a {cells} cellules sous {headings} titres.",
        "عدد خلاياه {cells} تحت عناوين عددها {headings}.",
    ),
    "harvest_too_many_cells_hint": (
        "A text with the separator in it needs quotation marks around it.",
        "Un texte qui contient le séparateur a besoin de guillemets autour de lui.",
        "النص الذي فيه الفاصل يحتاج إلى علامتي اقتباس حوله.",
    ),
    "harvest_chosen_lacking": (
        "has no column “{heading}”, chosen for “{field}”; none is read instead.",
        "n’a pas de colonne “{heading}”, choisie pour “{field}” ; aucune n’est lue à sa place.",
        "ليس فيه عمود “{heading}” المختار لـ“{field}”؛ ولا يُقرأ غيره مكانه.",
    ),
    "harvest_chosen_instead": (
        "has no column “{heading}”, chosen for “{field}”; “{instead}” is read instead.",
        "n’a pas de colonne “{heading}”, choisie pour “{field}” ; “{instead}” est lue à sa place.",
        "ليس فيه عمود “{heading}” المختار لـ“{field}”؛ يُقرأ “{instead}” مكانه.",
    ),
    "harvest_chosen_hint": (
        "If another holds it: {option}.",
        "Si une autre la contient : {option}.",
        "إن كان في عمود آخر: {option}.",
    ),
    "harvest_chosen_hint_on_page": (
        "If another holds it, choose that one above.",
        "Si une autre la contient, choisissez celle-là plus haut.",
        "إن كان في عمود آخر فاختره في الأعلى.",
    ),
    "harvest_is_it": (
        "Is it “{heading}”? Add {option}.",
        "Est-ce “{heading}” ? Ajoutez {option}.",
        "هل هو “{heading}”؟ أضف {option}.",
    ),
    "harvest_is_it_on_page": (
        "Is it “{heading}”? Choose above what it holds.",
        "Est-ce “{heading}” ? Choisissez plus haut ce qu’elle contient.",
        "هل هو “{heading}”؟ اختر في الأعلى ما يحويه.",
    ),
    "harvest_add_option": (
        "If one of these holds them, add {option}.",
        "Si l’une de celles-ci les contient, ajoutez {option}.",
        "إن كان أحد هذه يحويها فأضف {option}.",
    ),
    "harvest_add_option_on_page": (
        "If one of these holds them, choose that one above.",
        "Si l’une de celles-ci les contient, choisissez-la plus haut.",
        "إن كان أحد هذه يحويها فاختره في الأعلى.",
    ),
    "harvest_other_column": (
        "If another column holds them, add --column FIELD=HEADING.",
        "Si une autre colonne les contient, ajoutez --column CHAMP=TITRE.",
        "إن كان عمود آخر يحويها فأضف ‎--column FIELD=HEADING.",
    ),
    "harvest_other_column_on_page": (
        "If another column holds them, choose that one above.",
        "Si une autre colonne les contient, choisissez-la plus haut.",
        "إن كان عمود آخر يحويها فاختره في الأعلى.",
    ),
    "harvest_long_table": (
        "Codes in a file of their own go after --codings.",
        "Des codes dans un fichier à part vont après --codings.",
        "الرموز التي في ملف خاص تأتي بعد ‎--codings.",
    ),
    "harvest_long_table_on_page": (
        "Codes in a file of their own must first be copied beside the texts.",
        "Des codes dans un fichier à part doivent d’abord être copiés à côté des textes.",
        "الرموز التي في ملف خاص يجب نسخها أولًا بجانب النصوص.",
    ),
    "harvest_codes_elsewhere": (
        "holds names of “{title}” in {n} row, which were not read as codes.|"
        "holds names of “{title}” in {n} rows, which were not read as codes.",
        "contient des noms de “{title}” dans {n} ligne, qui n’ont pas été lus comme des codes.|"
        "contient des noms de “{title}” dans {n} lignes, qui n’ont pas été lus comme des codes.",
        "فيه أسماء من “{title}” لم تُقرأ رموزًا (الصفوف: {n}).",
    ),
    "harvest_move_codes": (
        "If they are codes, move them to “{column}”, where the others stand.",
        "Si ce sont des codes, déplacez-les dans “{column}”, où sont les autres.",
        "إن كانت رموزًا فانقلها إلى “{column}” حيث البقية.",
    ),
    "harvest_column_of_codes": (
        "If they are codes, add {option}; for two coders call the columns “{title} (Ana)” and "
        "“{title} (Ben)”.",
        "Si ce sont des codes, ajoutez {option} ; pour deux codeurs, appelez les colonnes "
        "« {title} (Ana) » et « {title} (Ben) ».",
        "إن كانت رموزًا فأضف {option}؛ ولمرمِّزين سمِّ العمودين «{title} (Ana)» و«{title} (Ben)».",
    ),
    "harvest_column_of_codes_on_page": (
        "If they are codes, choose above what the column holds; for two coders call the columns "
        "“{title} (Ana)” and “{title} (Ben)”.",
        "Si ce sont des codes, choisissez plus haut ce que contient la colonne ; pour deux "
        "codeurs, appelez les colonnes « {title} (Ana) » et « {title} (Ben) ».",
        "إن كانت رموزًا فاختر في الأعلى ما يحويه العمود؛ ولمرمِّزين سمِّ العمودين «{title} (Ana)» "
        "و«{title} (Ben)».",
    ),
    "harvest_ticks_elsewhere": (
        "holds ticks, and its heading names “{label}”; it was not read as codes.",
        "contient des coches, et son titre nomme “{label}” ; elle n’a pas été lue comme des codes.",
        "فيه تأشيرات وعنوانه يسمّي “{label}”؛ لم يُقرأ رموزًا.",
    ),
    "harvest_ticks_elsewhere_hint": (
        "If they tick that label, call the column “{title}/{label}”.",
        "Si elles cochent ce code, appelez la colonne « {title}/{label} ».",
        "إن كانت تؤشِّر ذلك الرمز فسمِّ العمود «{title}/{label}».",
    ),
    "harvest_no_code_of": (
        "holds no code of {titles}.",
        "ne contient aucun code de {titles}.",
        "لا رمز فيه من {titles}.",
    ),
    "harvest_column_empty": (
        "holds no code of {titles}: nothing stands in its column.",
        "ne contient aucun code de {titles} : rien dans sa colonne.",
        "لا رمز فيه من {titles}: عموده فارغ.",
    ),
    "harvest_columns_empty": (
        "holds no code of {titles}: nothing stands in their columns.",
        "ne contient aucun code de {titles} : rien dans leurs colonnes.",
        "لا رمز فيه من {titles}: أعمدتها فارغة.",
    ),
    "harvest_if_coded": (
        "If it is coded: {what} {hint}",
        "Si la récolte est codée : {what} {hint}",
        "إن كان مرمَّزًا: {what} {hint}",
    ),
    "harvest_no_cell_names": (
        "No code of “{title}” was found: no cell under “{column}” names a label.",
        "Aucun code de “{title}” n’a été trouvé : aucune cellule sous “{column}” ne nomme un code.",
        "لم يوجد رمز من “{title}”: لا خلية تحت “{column}” تسمّي رمزًا.",
    ),
    "harvest_no_column_for": (
        "No column for “{title}”. Found: {found}.",
        "Pas de colonne pour “{title}”. Trouvé : {found}.",
        "لا عمود لـ“{title}”. الموجود: {found}.",
    ),
    "harvest_labels_of_several": (
        "is called like labels of several targets; its ticks were not read.",
        "porte le nom de codes de plusieurs cibles ; ses coches n’ont pas été lues.",
        "اسمه كأسماء رموز من أكثر من محور؛ لم تُقرأ تأشيراته.",
    ),
    "harvest_no_ticks": (
        "is called like the label “{label}” but holds other things than ticks; it was not read.",
        "porte le nom du code “{label}” mais contient autre chose que des coches ; non lue.",
        "اسمه كاسم الرمز “{label}” لكن فيه غير التأشيرات؛ لم يُقرأ.",
    ),
    "harvest_no_ticks_hint": (
        "Rename the column, or correct its cells.",
        "Renommez la colonne, ou corrigez ses cellules.",
        "غيِّر اسم العمود، أو صحِّح خلاياه.",
    ),
    "harvest_one_or_nought": (
        "holds only 1 and 0, which may be ticks or the code 1; it was not read.",
        "ne contient que 1 et 0, des coches peut-être, ou le code 1 ; non lue.",
        "ليس فيه غير 1 و0، وقد تكون تأشيرات أو الرمز 1؛ لم يُقرأ.",
    ),
    "harvest_one_or_nought_hint": (
        "Write names of labels, or call each column by its label, as in “{name}”.",
        "Écrivez des noms de codes, ou appelez chaque colonne par son code, comme “{name}”.",
        "اكتب أسماء الرموز، أو سمِّ كل عمود برمزه، مثل “{name}”.",
    ),
    "harvest_second_ticks": (
        "is one of a second set of the same ticks, which says other things than the first; it was "
        "not read.",
        "fait partie d’une seconde série des mêmes coches, qui dit autre chose que la première ; "
        "non lue.",
        "من مجموعة ثانية للتأشيرات نفسها تقول غير ما تقوله الأولى؛ لم يُقرأ.",
    ),
    "harvest_second_ticks_hint": (
        "If they are a second coder's, write them in rows of their own, with that coder.",
        "Si elles sont d’un second codeur, écrivez-les dans des lignes à part, avec ce codeur.",
        "إن كانت لمرمِّز ثانٍ فاكتبها في صفوف خاصة مع اسمه.",
    ),
    "harvest_parent_missing": (
        "refers to rows of another sheet, {sheet}, which is not in this file; what was asked only "
        "there is not known.",
        "renvoie à des lignes d’une autre feuille, {sheet}, absente de ce fichier ; ce qui n’a été "
        "demandé que là n’est pas connu.",
        "يشير إلى صفوف ورقة أخرى، {sheet}، ليست في هذا الملف؛ وما سُئل عنه هناك وحده غير معروف.",
    ),
    "harvest_its_parent": ("its parent", "sa feuille mère", "ورقته الأم"),
    "harvest_parent_missing_hint": (
        "Export all sheets into one workbook, if country, harvest or coder are missing here.",
        "Exportez toutes les feuilles dans un seul classeur, si le pays, la récolte ou le codeur "
        "manquent ici.",
        "صدِّر كل الأوراق في مصنف واحد إن كان البلد أو الحصاد أو المرمِّز ناقصًا هنا.",
    ),
    "harvest_gave_columns": (
        "gave {titles} to the rows of {sheet}.",
        "a donné {titles} aux lignes de {sheet}.",
        "أعطت {titles} لصفوف {sheet}.",
    ),
    "harvest_no_parent_row": (
        "names no row, or no single row, of {sheet}; {titles} of this row are not known.",
        "ne nomme aucune ligne, ou pas une seule, de {sheet} ; {titles} de cette ligne ne sont "
        "pas connus.",
        "لا يسمّي صفًّا، أو صفًّا واحدًا، من {sheet}؛ {titles} لهذا الصف غير معروفة.",
    ),
    "harvest_no_parent_row_hint": (
        "Correct the number, or export the sheets together again.",
        "Corrigez le numéro, ou exportez de nouveau les feuilles ensemble.",
        "صحِّح الرقم، أو صدِّر الأوراق معًا من جديد.",
    ),
    # the file as it is written
    "harvest_quotes_escaped": (
        'writes quotation marks within a cell as \\"; they were read as quotation marks.',
        'écrit les guillemets dans une cellule comme \\" ; ils ont été lus comme des guillemets.',
        'يكتب علامات الاقتباس داخل الخلية هكذا \u2066\\"\u2069؛ قُرئت علامات اقتباس.',
    ),
    "harvest_lines_quoted": (
        "has lines in quotation marks as a whole, which were read without them: {n}, the first is "
        "row {row}.",
        "a des lignes entières entre guillemets, lues sans eux : {n}, la première est la ligne "
        "{row}.",
        "فيه أسطر كاملة بين علامات اقتباس قُرئت من دونها: {n}، أولها الصف {row}.",
    ),
    "harvest_open_quote": (
        "has a quotation mark that is never closed; the line was read without it.",
        "a un guillemet jamais fermé ; la ligne a été lue sans lui.",
        "فيه علامة اقتباس لم تُغلق؛ قُرئ السطر من دونها.",
    ),
    "harvest_open_quote_hint": (
        "Check this row's cells, and close or delete the quotation mark.",
        "Vérifiez les cellules de cette ligne, et fermez ou supprimez le guillemet.",
        "راجع خلايا هذا الصف، وأغلق علامة الاقتباس أو احذفها.",
    ),
    "harvest_decoded_twice": (
        "has letters that were decoded twice, such as “{signs}”",
        "a des lettres décodées deux fois, comme “{signs}”",
        "فيه حروف فُكّ ترميزها مرتين مثل “{signs}”",
    ),
    "harvest_decoded_twice_hint": (
        "Export the file again as UTF-8 (“CSV UTF-8” in Excel), or mend these cells.",
        "Exportez de nouveau le fichier en UTF-8 (« CSV UTF-8 » dans Excel), ou corrigez ces "
        "cellules.",
        "صدِّر الملف من جديد بترميز UTF-8 («CSV UTF-8» في Excel)، أو صحِّح هذه الخلايا.",
    ),
    "harvest_letter_lost": (
        "has the sign “{signs}” where a letter was lost",
        "a le signe “{signs}” là où une lettre a été perdue",
        "فيه العلامة “{signs}” مكان حرف ضائع",
    ),
    "harvest_letter_lost_hint": (
        "Export the file again as UTF-8, or look the letters up in the source.",
        "Exportez de nouveau le fichier en UTF-8, ou cherchez les lettres dans la source.",
        "صدِّر الملف من جديد بترميز UTF-8، أو ابحث عن الحروف في الأصل.",
    ),
    "harvest_letters": ("{what}.", "{what}.", "{what}."),
    "harvest_letters_in_rows": (
        "{what}; so has row {rows}.|{what}; so have rows {rows}.",
        "{what} ; de même la ligne {rows}.|{what} ; de même les lignes {rows}.",
        "{what}؛ وكذلك (الصفوف: {rows}).",
    ),
    "harvest_bad_json_line": (
        "is not a JSON object; the line was left out.",
        "n’est pas un objet JSON ; la ligne a été laissée de côté.",
        "ليس كائن JSON؛ تُرك السطر.",
    ),
    "harvest_bad_json_line_hint": (
        'Write one {{"heading": "text", …}} a line.',
        'Écrivez un {{"titre": "texte", …}} par ligne.',
        'اكتب \u2066{{"heading": "text", …}}\u2069 واحدًا في كل سطر.',
    ),
    "harvest_export_again": (
        "Export it again, or save the table as CSV UTF-8.",
        "Exportez-le de nouveau, ou enregistrez le tableau en CSV UTF-8.",
        "صدِّره من جديد، أو احفظ الجدول بصيغة CSV UTF-8.",
    ),
    "harvest_lists": (
        "holds lists of objects under {names}; no codes were read there.",
        "contient des listes d’objets sous {names} ; aucun code n’y a été lu.",
        "فيه قوائم كائنات تحت {names}؛ لم تُقرأ هناك رموز.",
    ),
    "harvest_lists_hint": (
        "If the codes stand there, export the file as a table (CSV or Excel).",
        "Si les codes sont là, exportez le fichier comme tableau (CSV ou Excel).",
        "إن كانت الرموز هناك فصدِّر الملف جدولًا (CSV أو Excel).",
    ),
    "harvest_more_records": (
        "holds {n} records and says that there are more; those were not read.",
        "contient {n} enregistrements et dit qu’il y en a d’autres ; ceux-ci n’ont pas été lus.",
        "فيه من السجلات {n} ويقول إن هناك غيرها؛ لم تُقرأ.",
    ),
    "harvest_more_records_hint": (
        "Export all records, not one page of them.",
        "Exportez tous les enregistrements, pas une seule page.",
        "صدِّر كل السجلات لا صفحة واحدة منها.",
    ),
    "harvest_beside_records": (
        "has {names} beside its records, which was not read.",
        "a {names} à côté de ses enregistrements, ce qui n’a pas été lu.",
        "فيه {names} بجانب سجلاته، ولم يُقرأ.",
    ),
    "harvest_no_object": (
        "record {n} of the file is not an object; it was left out.",
        "l’enregistrement {n} du fichier n’est pas un objet ; il a été laissé de côté.",
        "السجل {n} من الملف ليس كائنًا؛ تُرك.",
    ),
    "harvest_not_handed_in": (
        "holds {kinds}; only the latest annotation that each person handed in is read.",
        "contient {kinds} ; seule la dernière annotation remise par chaque personne est lue.",
        "فيه {kinds}؛ لا يُقرأ إلا آخر تعليق سلّمه كل شخص.",
    ),
    "harvest_kind_skipped_annotation": (
        "{n} skipped annotation|{n} skipped annotations",
        "{n} annotation sautée|{n} annotations sautées",
        "تعليقات متخطّاة ({n})",
    ),
    "harvest_kind_earlier_annotation": (
        "{n} earlier annotation of the same person|{n} earlier annotations of the same person",
        "{n} annotation antérieure de la même personne|"
        "{n} annotations antérieures de la même personne",
        "تعليقات سابقة للشخص نفسه ({n})",
    ),
    "harvest_kind_prediction": (
        "{n} prediction|{n} predictions",
        "{n} prédiction|{n} prédictions",
        "توقعات ({n})",
    ),
    "harvest_kind_draft": ("{n} draft|{n} drafts", "{n} brouillon|{n} brouillons", "مسودات ({n})"),
    "harvest_other_answers": (
        "holds answers of the kind {kinds}, which were not read.",
        "contient des réponses du type {kinds}, qui n’ont pas été lues.",
        "فيه أجوبة من النوع {kinds} لم تُقرأ.",
    ),
    "harvest_unread_answer": (
        "{cell} is neither yes nor no nor a number from 0 to 1; the row was left out.",
        "{cell} n’est ni oui, ni non, ni un nombre de 0 à 1 ; la ligne a été laissée de côté.",
        "{cell} ليس نعم ولا لا ولا رقمًا من 0 إلى 1؛ تُرك الصف.",
    ),
    "harvest_correct_cell": ("Correct the cell.", "Corrigez la cellule.", "صحِّح الخلية."),
    "encoding_cp1252": (
        "the Western European encoding (Windows-1252)",
        "Windows-1252 (Europe occidentale)",
        "Windows-1252 (أوروبا الغربية)",
    ),
    "encoding_cp1256": (
        "the Arabic encoding (Windows-1256)",
        "Windows-1256 (arabe)",
        "Windows-1256 (العربية)",
    ),
    "encoding_mac_roman": (
        "the encoding of older Macs (Mac Roman)",
        "Mac Roman (anciens Mac)",
        "Mac Roman (أجهزة Mac القديمة)",
    ),
    "encoding_cp850": (
        "the encoding of MS-DOS (code page 850)",
        "CP850 (MS-DOS)",
        "CP850 (نظام MS-DOS)",
    ),
    "harvest_not_utf8": (
        "is not in UTF-8; it was read in {encoding}.",
        "n’est pas en UTF-8 ; il a été lu en {encoding}.",
        "ليس بترميز UTF-8؛ قُرئ بترميز {encoding}.",
    ),
    "harvest_not_utf8_hint": (
        "If accents or Arabic letters look wrong, {save}",
        "Si les accents ou les lettres arabes semblent faux, {save}",
        "إن بدت الحروف ذات العلامات أو الحروف العربية خاطئة ف{save}",
    ),
    "harvest_unknown_encoding": (
        "is in an unknown encoding; read in {encoding}, most words look wrong.",
        "est dans un encodage inconnu ; lu en {encoding}, la plupart des mots semblent faux.",
        "بترميز مجهول؛ وحين قُرئ بترميز {encoding} بدت معظم الكلمات خاطئة.",
    ),
    "harvest_unknown_encoding_hint": (
        "Open it in the program that made it and {save}",
        "Ouvrez-le dans le programme qui l’a fait et {save}",
        "افتحه في البرنامج الذي أنشأه ثم {save}",
    ),
    "harvest_save_utf8": (
        "save it from Excel as “CSV UTF-8”.",
        "enregistrez-le depuis Excel en « CSV UTF-8 ».",
        "احفظه من Excel بصيغة «CSV UTF-8».",
    ),
    "harvest_line_not_utf8": (
        "line {n} of the file is not in UTF-8, the other lines are; it was read in {encoding}.",
        "la ligne {n} du fichier n’est pas en UTF-8, les autres le sont ; lue en {encoding}.",
        "السطر {n} من الملف ليس بترميز UTF-8 بخلاف البقية؛ قُرئ بترميز {encoding}.",
    ),
    "harvest_lines_not_utf8": (
        "{more} more lines, up to line {last}, are not in UTF-8; they were read in {encoding}.",
        "{more} lignes de plus, jusqu’à la ligne {last}, ne sont pas en UTF-8 ; lues en "
        "{encoding}.",
        "أسطر أخرى عددها {more}، حتى السطر {last}، ليست بترميز UTF-8؛ قُرئت بترميز {encoding}.",
    ),
    "harvest_compare_letters": (
        "Compare its accents and quotation marks with the source.",
        "Comparez ses accents et guillemets avec la source.",
        "قارن الحروف ذات العلامات وعلامات الاقتباس فيه بالأصل.",
    ),
    "harvest_struck": (
        "has text that is struck through; it was read as it stands.",
        "a du texte barré ; il a été lu tel quel.",
        "فيه نص مشطوب؛ قُرئ كما هو.",
    ),
    "harvest_struck_hint": (
        "Delete what no longer holds, or take the line off.",
        "Supprimez ce qui ne vaut plus, ou enlevez le trait.",
        "احذف ما لم يعد صحيحًا، أو أزل الشطب.",
    ),
    "harvest_excel_error": (
        "shows Excel's error {error} instead of a value.",
        "montre l’erreur {error} d’Excel au lieu d’une valeur.",
        "يُظهر خطأ Excel \u200f\u2068{error}\u2069 بدل قيمة.",
    ),
    "harvest_formula": (
        "is a formula without a result; its own text was read.",
        "est une formule sans résultat ; son propre texte a été lu.",
        "معادلة بلا نتيجة؛ قُرئ نصها نفسه.",
    ),
    "harvest_put_value": (
        "Put the value in its place (copy, then paste as values).",
        "Mettez la valeur à sa place (copier, puis coller comme valeurs).",
        "ضع القيمة مكانه (نسخ ثم لصق القيم).",
    ),
    "harvest_merged_cells": (
        "is merged down to row {row}; every row it covers was given its text.",
        "est fusionnée jusqu’à la ligne {row} ; chaque ligne couverte a reçu son texte.",
        "مدمجة حتى الصف {row}؛ أُعطي نصها لكل صف تغطيه.",
    ),
    "harvest_unfinished": (
        "holds {n} decision that is not finished: run “classifier finish” first.|"
        "holds {n} decisions that are not finished: run “classifier finish” first.",
        "contient {n} décision non terminée : lancez d’abord « classifier finish ».|"
        "contient {n} décisions non terminées : lancez d’abord « classifier finish ».",
        "فيه قرارات لم تُنجز ({n}): شغِّل «classifier finish» أولًا.",
    ),
    "harvest_unfinished_hint": (
        "Until then what stood in its code columns before is read.",
        "D’ici là, on lit ce que ses colonnes de codes contenaient avant.",
        "حتى ذلك الحين يُقرأ ما كان في أعمدة رموزه من قبل.",
    ),
}
