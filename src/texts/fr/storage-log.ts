import type { StorageTexts } from '../en/storage-log.ts';

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} Mo`;

export const storage: StorageTexts = {
  damaged: ({ path, movedTo }) =>
    `${path} est endommagé, par exemple par une coupure de courant.\nIl a été renommé en ${movedTo}, et un nouveau fichier est commencé.`,
  notRegular: ({ path, movedTo, what }) =>
    `${path} est ${what}, mais le plugin y a besoin de son propre fichier.\n` +
    `Il a été renommé en ${movedTo}, et un nouveau fichier est commencé. Le supprimer s’il ne sert pas.`,
  unreadable: ({ path, reason }) =>
    `${path} ne peut pas être lu : ${reason}.\n` +
    'Son contenu manque jusqu’à ce qu’il puisse être lu. Avant d’écrire un nouveau fichier, le plugin renomme celui-ci.',
  writtenByLaterVersion: ({ path, beside }) =>
    `${path} a été écrit par une version plus récente de ce plugin, que celle-ci ne sait pas lire.\n` +
    `Il reste inchangé pour cette version-là. Jusqu’à sa réinstallation, ${beside} est utilisé à la place.`,
  unwritable: ({ path, reason }) =>
    `${path} ne peut pas être écrit : ${reason}.\n` +
    'Le plugin réessaie à chaque changement. Tant que cela échoue, les nouvelles données sont perdues à l’arrêt de Homebridge.',
  clockWasAhead: ({ path, end, now }) =>
    `L’historique dans ${path} se termine à ${end} UTC, mais l’horloge de cet ordinateur indique ${now} : elle avançait alors, ou retarde maintenant.\n` +
    'Régler l’horloge par le réseau (NTP). Les nouvelles entrées attendent dans ce fichier : Eve les reçoit si l’horloge continue ainsi pendant ' +
    'six heures, et elles sont abandonnées si elle retardait.',

  inItsPlace: ({ what }) => `il y a ${what} à sa place ; à déplacer`,
  oddFiles: {
    folder: 'un dossier',
    link: 'un lien',
    pipe: 'un tube (FIFO)',
    socket: 'un socket',
    device: 'un périphérique',
    'second name': 'un fichier avec un second nom (un lien physique)',
  },
  tooLarge: ({ bytes, most }) => `un fichier de ${megabytes(bytes)}, plus que la limite de ${megabytes(most)}`,
  advice: {
    ENOSPC: 'le disque est plein ; y faire de la place',
    EDQUOT: 'le quota du disque est épuisé ; faire de la place',
    EFBIG: 'le fichier ne peut plus grandir ; vérifier les limites du compte sous lequel tourne Homebridge',
    EROFS: 'le disque est monté en lecture seule, ce qui indique souvent une carte SD usée',
    EACCES: 'Homebridge n’a pas le droit ; rendre le compte sous lequel il tourne propriétaire du dossier',
    EPERM: 'Homebridge n’a pas le droit ; rendre le compte sous lequel il tourne propriétaire du dossier',
    EIO: 'le disque signale une erreur ; vérifier le disque ou la carte SD',
    ENOTDIR: 'il y a un fichier à la place du dossier ; le déplacer',
    EEXIST: 'il y a un fichier à la place du dossier ; le déplacer',
    EISDIR: 'il y a un dossier à la place du fichier ; le déplacer',
    EMFILE: 'trop de fichiers sont ouverts ; redémarrer Homebridge',
  },
};
