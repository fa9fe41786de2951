"""Every sentence of the pages, English and French side by side.

Numbers go in braces. A key with a number has two forms, parted by “|”: for one, and for more.
"""

from __future__ import annotations

LANGUAGES = ("en", "fr")

TEXTS: dict[str, tuple[str, str]] = {
    # the frame
    "title": ("Review", "Relecture"),
    "skip": ("Skip to the fragment", "Aller au fragment"),
    "progress": ("{n} of {all} answered", "{n} sur {all} traités"),
    "overview": ("Overview", "Vue d’ensemble"),
    "export": ("Export", "Exporter"),
    "keys": ("Keys", "Touches"),
    "review": ("Fragments", "Fragments"),
    "quit": ("End the program", "Quitter le programme"),
    "ended": (
        "The program has ended. Every answer is kept; this window can be closed.",
        "Le programme est arrêté. Toutes les réponses sont gardées ; vous pouvez fermer.",
    ),
    "coder": ("Coder: {name}", "Codeur : {name}"),
    "settings": ("Settings", "Réglages"),
    "language": ("Language", "Langue"),
    "refused": (
        "This address is not yours to open, or the program was started anew. "
        "Open the address that it printed in the terminal.",
        "Cette adresse n’est pas valable, ou le programme a été relancé. "
        "Ouvrez l’adresse affichée dans le terminal.",
    ),
    "not_found": ("There is no such page.", "Cette page n’existe pas."),
    "broken": (
        "Something went wrong in the program. Answers given so far are kept.",
        "Le programme a rencontré une erreur. Les réponses données sont gardées.",
    ),
    "reading": (
        "The harvest is being read. The first fragment appears by itself.",
        "Lecture de la récolte en cours. Le premier fragment apparaîtra de lui-même.",
    ),
    "not_opened": (
        "It could not be opened. The window in which the program was started says why.",
        "L’ouverture a échoué. La fenêtre où le programme a été lancé dit pourquoi.",
    ),
    "starting": ("Open the review", "Ouvrir la relecture"),
    # one fragment
    "outcome": ("Outcome", "Effet"),
    "significance": ("Significance", "Importance"),
    "no_text": ("Nothing is written here.", "Rien n’est écrit ici."),
    "contribution": ("Contribution of the programme", "Contribution du programme"),
    "contribution_why": (
        "Folded away on purpose: the codes say what changed, not what the programme did.",
        "Replié exprès : les codes disent ce qui a changé, non ce que le programme a fait.",
    ),
    "additional": ("Additional information", "Informations complémentaires"),
    "confidential": ("Confidential", "Confidentiel"),
    "confidential_why": (
        "Its words are shown here and in its own workbook, nowhere else.",
        "Son texte n’apparaît qu’ici et dans son propre classeur.",
    ),
    "negative": ("Negative outcome", "Effet négatif"),
    "output": ("Filed as an output", "Classé comme produit"),
    "from_merged": (
        "The texts were cut out of the merged field.",
        "Les textes ont été extraits du champ fusionné.",
    ),
    "row": ("Row {n}", "Ligne {n}"),
    "fragment_of": ("Fragment {n} of {all}", "Fragment {n} sur {all}"),
    "taken_out": ("taken out of the text: {what}", "retiré du texte : {what}"),
    "similar": ("Coded fragments like this one", "Fragments codés semblables"),
    "similar_note": (
        "How others were coded; never confidential ones.",
        "Comment d’autres ont été codés ; jamais de fragments confidentiels.",
    ),
    "similar_no_text": (
        "Start with --coded FILE to read their texts here.",
        "Lancez avec --coded FICHIER pour lire leurs textes ici.",
    ),
    "similar_hidden": ("Hidden until you have chosen.", "Masqués jusqu’à votre choix."),
    # answers
    "answers": ("Your answer", "Votre réponse"),
    "state_open": ("open", "à traiter"),
    "state_decided": ("answered", "traité"),
    "state_none": ("none fits", "aucun ne convient"),
    "state_discuss": ("to discuss", "à discuter"),
    "likely": ("likely", "probable"),
    "possible": ("possible", "possible"),
    "unsure": (
        "The model is unsure here: a person has to choose.",
        "Le modèle hésite : à vous de choisir.",
    ),
    "not_readable": (
        "The model cannot read this text: a person has to choose.",
        "Le modèle ne peut pas lire ce texte : à vous de choisir.",
    ),
    "uncalibrated": (
        "Too little is coded, or the coded texts are too alike, for probabilities: the order means "
        "something, the numbers do not.",
        "Trop peu de textes codés, ou des textes trop semblables, pour des probabilités : seul "
        "l’ordre a un sens.",
    ),
    "no_model": ("Nothing is proposed for this fragment.", "Rien n’est proposé pour ce fragment."),
    "few": ("only {n} example|only {n} examples", "{n} exemple seulement|{n} exemples seulement"),
    "speaks_for": ("Words that speak for it:", "Mots en sa faveur :"),
    "like": ("like {names}", "comme {names}"),
    "probability": ("probability {p}", "probabilité {p}"),
    "meaning": ("Meaning", "Définition"),
    "include": ("Counts", "Inclut"),
    "exclude": ("Belongs elsewhere", "Relève d’ailleurs"),
    "examples": ("Examples", "Exemples"),
    "no_definition": (
        "The codebook gives no definition.", "Le livre de codes ne donne pas de définition.",
    ),
    "follows": ("{title}, from your choice:", "{title}, d’après votre choix :"),
    "follows_none": ("none yet", "rien encore"),
    "lean": ("the model leans to {names}", "le modèle penche pour {names}"),
    "take": ("Tick what is likely", "Cocher ce qui est probable"),
    "none_fits": ("None fits", "Aucun ne convient"),
    "discuss": ("Discuss", "À discuter"),
    "find": ("Another label …", "Autre code …"),
    "find_in": ("Find a label: {title}", "Chercher un code : {title}"),
    "find_hint": (
        "Type a part of its name or id; Enter ticks the marked one, Escape closes.",
        "Tapez une partie du nom ou de l’identifiant ; Entrée coche, Échap ferme.",
    ),
    "found": ("{n} label fits|{n} labels fit", "{n} code trouvé|{n} codes trouvés"),
    "note": ("Note", "Note"),
    "keep_note": ("Keep the note", "Garder la note"),
    "accept": ("Accept and go on", "Accepter et continuer"),
    "go_on": ("Go on", "Continuer"),
    "show": ("Show what the model proposes", "Voir les propositions du modèle"),
    "enter_accepts": ("Enter accepts: {names}", "Entrée accepte : {names}"),
    "enter_goes": ("All answered: Enter goes on.", "Tout est traité : Entrée continue."),
    "enter_waits": (
        "Nothing to accept: choose, or go on with →.",
        "Rien à accepter : choisissez, ou continuez avec →.",
    ),
    "enter_shows": (
        "All answered: Enter shows what the model proposes.",
        "Tout est traité : Entrée montre les propositions.",
    ),
    "previous": ("Previous", "Précédent"),
    "next": ("Next", "Suivant"),
    "undo": ("Undo", "Annuler"),
    "jump": ("Jump to row or id", "Ligne ou identifiant"),
    "go": ("Go", "Aller"),
    "blind_on": (
        "Blind mode: what the model proposes is hidden until you have answered.",
        "Mode aveugle : les propositions sont masquées jusqu’à votre réponse.",
    ),
    "recorded": ("Recorded:", "Enregistré :"),
    "other_reading": ("Other reading:", "Autre lecture :"),
    "worth_a_look": ("Worth a second look", "À revoir"),
    "worth_note": (
        "A row on the list is not a mistake: whoever knows the story may have a reason that is "
        "not in the text. Both readings may be right.",
        "Une ligne de cette liste n’est pas une erreur : qui connaît l’histoire a peut-être une "
        "raison absente du texte. Les deux lectures peuvent être justes.",
    ),
    "keep": ("Keep what is recorded", "Garder ce qui est enregistré"),
    # notices
    "still_open": ("Still open: {about}.", "Encore à traiter : {about}."),
    "blind_open": ("Answer first: {about}.", "Répondez d’abord : {about}."),
    "shown_now": (
        "This is what the model proposes. Your answer is kept as it was before.",
        "Voici les propositions du modèle. Votre réponse d’avant est gardée.",
    ),
    "all_done": (
        "All fragments of this list are answered. Export them, or choose others below.",
        "Toute la liste est traitée. Exportez-la, ou choisissez d’autres fragments ci-dessous.",
    ),
    "note_kept": ("The note is kept.", "La note est gardée."),
    "undone": ("Taken back.", "Annulé."),
    "nothing_to_undo": ("There is nothing to undo.", "Il n’y a rien à annuler."),
    "nothing_likely": ("Nothing is likely here.", "Rien n’est probable ici."),
    "nothing_recorded": ("Nothing is recorded here.", "Rien n’est enregistré ici."),
    "changed_elsewhere": (
        "This fragment was answered in another window meanwhile. This is how it stands; "
        "your last key changed nothing.",
        "Ce fragment a été traité dans une autre fenêtre. Voici son état ; "
        "votre dernière touche n’a rien changé.",
    ),
    "changed_text": (
        "The text was changed after you answered: please check.",
        "Le texte a changé après votre réponse : vérifiez.",
    ),
    "no_such_row": ("No row or id like that.", "Ni ligne ni identifiant de ce nom."),
    "not_saved": (
        "Not kept: the program does not answer. Is it still running?",
        "Non gardé : le programme ne répond pas. Tourne-t-il encore ?",
    ),
    # the overview
    "order": ("Order", "Ordre"),
    "order_row": ("by row", "par ligne"),
    "order_unsure": ("most unsure first", "les plus incertains d’abord"),
    "order_cluster": ("by cluster", "par groupe"),
    "order_teach": ("what teaches the model most", "les plus instructifs pour le modèle"),
    "order_worklist": ("as on the worklist", "comme sur la liste"),
    "in_order": ("Review in this order", "Traiter dans cet ordre"),
    "order_wait": ("scored so far: {n} of {all}", "évalués : {n} sur {all}"),
    "show_only": ("Show", "Afficher"),
    "filter_all": ("all", "tous"),
    "filter_open": ("not answered", "à traiter"),
    "filter_done": ("answered", "traités"),
    "filter_discuss": ("to discuss", "à discuter"),
    "filter_note": ("with a note", "avec note"),
    "filter_differs": ("answered otherwise than likely", "autrement que probable"),
    "filter_uncoded": ("not coded in the file", "non codés dans le fichier"),
    "with_label": ("With label", "Avec le code"),
    "any_label": ("any", "tous"),
    "search": ("Words in the text, or an id", "Mots du texte, ou identifiant"),
    "apply": ("Apply", "Appliquer"),
    "work_through": ("Review these {n}", "Traiter ces {n}"),
    "matching": ("{n} fragment|{n} fragments", "{n} fragment|{n} fragments"),
    "none_like_that": (
        "No fragment is like that. Choose “all” and empty the fields to see every one.",
        "Aucun fragment de ce genre. Choisissez « tous » et videz les champs pour tout voir.",
    ),
    "page_of": ("Page {n} of {all}", "Page {n} sur {all}"),
    "state": ("State", "État"),
    "fragment": ("Fragment", "Fragment"),
    "labels": ("Labels", "Codes"),
    "label": ("Label", "Code"),
    "chosen": ("You", "Vous"),
    "model_said": ("Model", "Modèle"),
    "both": ("Both", "Les deux"),
    "only_you": ("Only you", "Vous seul"),
    "only_model": ("Only the model", "Modèle seul"),
    "agreement": ("Agreement", "Accord"),
    "agreement_note": (
        "Agreement is the share of ticks that both gave (2 × both ÷ (you + model)). Answers given "
        "with the suggestions in sight lean towards them; only blind ones measure agreement.",
        "L’accord est la part des codes communs (2 × les deux ÷ (vous + modèle)). Des réponses "
        "données en voyant les propositions penchent vers elles ; seules les réponses aveugles "
        "mesurent l’accord.",
    ),
    "sighted": ("Answers with suggestions in sight", "Réponses en voyant les propositions"),
    "blind": ("Blind answers", "Réponses aveugles"),
    "no_answers": ("No answers yet.", "Pas encore de réponses."),
    "others": ("Others on this file", "Autres codeurs"),
    "answered_n": ("{n} answered|{n} answered", "{n} traité|{n} traités"),
    "notes_n": ("{n} with a note|{n} with notes", "{n} avec note|{n} avec notes"),
    "discuss_n": ("{n} to discuss|{n} to discuss", "{n} à discuter|{n} à discuter"),
    "open_n": ("{n} open|{n} open", "{n} à traiter|{n} à traiter"),
    # export
    "export_why": (
        "Two files beside the harvest. What is open or to discuss is left as it was.",
        "Deux fichiers à côté de la récolte. Ce qui reste à traiter ou à discuter est inchangé.",
    ),
    "export_workbook": (
        "Your own columns filled in, with who, when and how beside each code",
        "Vos colonnes remplies, avec qui, quand et comment à côté de chaque code",
    ),
    "export_table": (
        "A long table of codings, of every coder on this file",
        "Un tableau long des codages, de tous les codeurs de ce fichier",
    ),
    "replace": ("Replace files of that name", "Remplacer les fichiers de ce nom"),
    "there_already": (
        "Nothing was written. Already there: {names}. Tick “Replace files of that name” to write "
        "anew.",
        "Rien n’a été écrit. Existe déjà : {names}. Cochez « Remplacer les fichiers de ce nom » "
        "pour récrire.",
    ),
    "write": ("Write the files", "Écrire les fichiers"),
    "written": ("Written: {names}", "Écrit : {names}"),
    "decisions_n": (
        "{n} answer written|{n} answers written", "{n} réponse écrite|{n} réponses écrites",
    ),
    "left_n": ("{n} row left open|{n} rows left open", "{n} ligne laissée|{n} lignes laissées"),
    "kept_in": ("Every answer is kept in {name}.", "Chaque réponse est gardée dans {name}."),
    # keys
    "keys_title": ("Keys", "Touches"),
    "keys_on": ("Single-key shortcuts are on", "Les raccourcis à une touche sont actifs"),
    "keys_off": ("Single-key shortcuts are off", "Les raccourcis à une touche sont inactifs"),
    "turn_off": ("Turn off", "Désactiver"),
    "turn_on": ("Turn on", "Activer"),
    "blind_mode": ("Blind mode", "Mode aveugle"),
    "close": ("Close", "Fermer"),
    "key_enter": (
        "accept what is likely where you ticked nothing, and go on",
        "accepter ce qui est probable là où rien n’est coché, et continuer",
    ),
    "key_digits": ("tick or untick the label with this number", "cocher ou décocher ce code"),
    "key_a": ("tick what is likely, and stay", "cocher ce qui est probable et rester"),
    "key_find": ("find any label by typing", "chercher un code en tapant"),
    "key_n": ("none fits", "aucun ne convient"),
    "key_d": ("discuss", "à discuter"),
    "key_t": ("on to the next target", "passer à la cible suivante"),
    "key_e": ("write a note", "écrire une note"),
    "key_z": ("undo", "annuler"),
    "key_next": ("next, previous", "suivant, précédent"),
    "key_g": ("jump to a row or id", "aller à une ligne ou un identifiant"),
    "key_m": ("open or close the meanings", "ouvrir ou fermer les définitions"),
    "key_c": ("open or close the contribution", "ouvrir ou fermer la contribution"),
    "key_k": ("keep what is recorded (worklist)", "garder ce qui est enregistré (liste)"),
    "key_o": ("overview, and back", "vue d’ensemble, et retour"),
    "key_help": ("these keys", "ces touches"),
}  # fmt: skip


class Words:
    """The texts in one language.

    >>> Words("en")("found", n=1), Words("fr")("found", n=0)
    ('1 label fits', '0 code trouvé')
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """Give the text for ``key`` with its values put in."""
        text = TEXTS[key][self._column]
        if "|" in text:
            one, more = text.split("|")
            number = values.get("n")
            # French counts nought as one.
            single = number == 1 or (number == 0 and self.language == "fr")
            text = one if single else more
        return text.format(**values)

    def percent(self, share: float) -> str:
        r"""Write a share; nothing is called impossible or certain.

        >>> Words("en").percent(0.999), Words("fr").percent(0.423)
        ('99%', '42\u202f%')
        """
        number = min(99, max(1, round(share * 100)))
        return f"{number}\u202f%" if self.language == "fr" else f"{number}%"
