"""Capitalised words that stand beside a redaction tag without being half of a name."""

from __future__ import annotations

from classifier.folding import plain_words

_TITLES = """
Mr Mrs Ms Miss Mme Mlle Dr Prof Professor Eng Adv Hon Rev Fr Sr St Capt Col Gen Lt Maj Sgt Sir
Madam Sheikh Sheikha Shaykh Cheikh Imam Mufti Mullah Sayyid Sayed Hajj Hajja Hadj Hadjia Haji
Hajia El Al Abu Abou Umm Oum Bint Ibn Bin Ben Chief Elder Pastor Bishop Father Sister Brother
Mama Papa Baba Monsieur Madame Docteur Maître Général Colonel Commandant Commander General Major
Captain Minister Ministre Governor Gouverneur Mayor Maire President Président Présidente
Director Directeur Directrice Judge Juge Honourable Queen King Prince Princess Sultan Emir Mwami
"""
_TIMES = """
January February March April May June July August September October November December Jan Feb
Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Janvier Février Mars Avril Mai Juin Juillet Août
Septembre Octobre Novembre Décembre Monday Tuesday Wednesday Thursday Friday Saturday Sunday
Lundi Mardi Mercredi Jeudi Vendredi Samedi Dimanche Ramadan Eid Christmas Easter Noël Pâques
Spring Summer Autumn Winter
"""
_BODIES = """
Partner Partners Partenaire NGO CSO CBO ONG Organisation Organization Association Network Réseau
Union Coalition Committee Comité Council Conseil Commission Court Cour Ministry Ministère
Parliament Parlement Assembly Assemblée Government Gouvernement Municipality Mairie Police Army
Church Église Mosque Centre Center School École University Université Hospital Radio Television
Club Forum Group Groupe Women Femmes Youth Jeunes Foundation Fondation Institute Institut
Initiative Programme Program Project Projet Office Bureau Department District Province
Provincial State National Regional Local County Camp Village Town City Region Zone Sector Hub
House Team Board Syndicate Federation Secretariat Embassy Ambassade
"""
_PLACES = """
North South East West Northern Southern Eastern Western Central Upper Lower Greater Nord Sud Est
Ouest Lake River Mount Jebel Jabal Wadi Old New Saint Damascus Idlib Aleppo Raqqa Homs Baghdad
Mosul Basra Erbil Kirkuk Ninewa Nineveh Beirut Tripoli Bekaa Ramallah Gaza Jerusalem Hebron
Nablus Sanaa Aden Taiz Marib Hodeidah Juba Bor Wau Malakal Torit Jonglei Equatoria Nairobi
Mombasa Kisumu Turkana Garissa Addis Ababa Oromia Tigray Amhara Somali Afar Bujumbura Gitega
Kinshasa Goma Bukavu Ituri Kivu Bunia Bamako Mopti Gao Timbuktu Niamey Tillabéri Diffa Geneva
Genève Brussels Bruxelles York Hague Kurdistan Sahel Darfur
"""
_PEOPLES = """
Syrian Iraqi Lebanese Yemeni Palestinian Israeli Jordanian Turkish Kenyan Ethiopian Burundian
Congolese Malian Nigerien Sudanese Somali Ugandan Rwandan Dutch European African Arab Arabic
Kurdish Christian Muslim Islamic Catholic Sunni Shia Shiite Druze Yazidi Ezidi Dinka Nuer Hutu
Tutsi Tuareg Fulani Peul English French American British German Swedish Norwegian Danish Belgian
Swiss
"""
_SMALL = """
A An The This That These Those In On At By For From With To Of And Or But As If Our Their His
Her Its My We They He She It I You Also Then Now Here There When While After Before Since Until
During Between Neither Both Either Only Each Every All Some One Two Three Ask See Le La Les Un
Une Des Du De En Et Ou Dans Par Pour Avec Sur Sous Ce Cette Ces Son Sa Ses Leur Leurs Notre Nos
Il Elle Ils Elles Depuis Après Avant Ainsi Aussi Mais Outcome Output Significance Contribution
Objective Annex Report Phase Round
"""

KNOWN_WORDS = frozenset(
    map(plain_words, f"{_TITLES} {_TIMES} {_BODIES} {_PLACES} {_PEOPLES} {_SMALL}".split())
)
"""Folded titles, months and days, kinds of bodies, well-known places, peoples, small words."""

TITLES = frozenset(map(plain_words, _TITLES.split()))
"""Folded titles: the stop behind "Mr." ends no sentence."""
