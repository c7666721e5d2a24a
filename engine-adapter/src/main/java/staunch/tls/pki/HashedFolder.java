package staunch.tls.pki;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import staunch.tls.pki.PkiException.Kind;

/**
 * A folder of trusted certificates in the form that OpenSSL's {@code -CApath} reads: each certificate is found under
 * the hash of its subject's name, {@code 4042bcee.0}, the next with the same hash under {@code .1}, and so on; usually
 * these are links to files with better names. A file under no such name, or under a wrong one, is <em>not</em> trusted.
 * It is remembered nevertheless, to tell the user the link that is missing when a peer's chain leads to it.
 *
 * <p>Read once; later changes of the folder are not seen.
 */
final class HashedFolder {
    /** Entries that a folder may have; a system's own has about 300. */
    static final int MAX_ENTRIES = 10_000;

    private static final Logger LOGGER = System.getLogger(HashedFolder.class.getName());
    private static final Pattern HASH_NAME = Pattern.compile("[0-9a-f]{8}\\.[0-9]{1,4}");
    private static final Pattern PEM_NAME = Pattern.compile(".*\\.(pem|crt|cer)", Pattern.CASE_INSENSITIVE);

    private final Path folder;
    private final Set<X509Certificate> trusted = new LinkedHashSet<>();
    private final List<Unlinked> unlinked = new ArrayList<>();

    /** A certificate that lies in the folder without a link of its hash. */
    private record Unlinked(Path file, X509Certificate certificate) {}

    private HashedFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads the folder.
     *
     * @throws PkiException if it is missing, unreadable, has too many entries, or there is no certificate in it at all
     */
    static HashedFolder read(Path folder) {
        HashedFolder read = new HashedFolder(folder);
        List<Path> entries = entries(folder);
        Set<Path> seen = new HashSet<>();
        entries.stream().filter(entry -> hasName(entry, HASH_NAME)).forEach(entry -> read.addLink(entry, seen));
        entries.stream().filter(entry -> hasName(entry, PEM_NAME)).forEach(entry -> read.addOther(entry, seen));
        if (read.trusted.isEmpty() && read.unlinked.isEmpty()) {
            throw PkiException.of(
                    Kind.NOT_IN_FILE,
                    folder,
                    "no certificate in this folder; put PEM files there and run: openssl rehash " + folder);
        }
        return read;
    }

    private static boolean hasName(Path entry, Pattern pattern) {
        return pattern.matcher(entry.getFileName().toString()).matches();
    }

    private static List<Path> entries(Path folder) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (entries.size() == MAX_ENTRIES) {
                    throw PkiException.of(
                            Kind.FILE_TOO_LARGE,
                            folder,
                            "has more than " + MAX_ENTRIES + " entries; is it the right folder?");
                }
                entries.add(entry);
            }
        } catch (NotDirectoryException e) {
            throw PkiException.of(Kind.FILE_UNREADABLE, folder, "is not a folder; name a folder", e);
        } catch (IOException | DirectoryIteratorException e) {
            boolean missing = !Files.exists(folder);
            throw PkiException.of(
                    missing ? Kind.FILE_MISSING : Kind.FILE_UNREADABLE,
                    folder,
                    missing ? "no such folder; check the path" : "cannot be read; check its permissions (ls -ld)",
                    e);
        }
        Collections.sort(entries);
        return entries;
    }

    private void addLink(Path link, Set<Path> seen) {
        String hash = link.getFileName().toString().substring(0, 8);
        for (X509Certificate certificate : certificates(link)) {
            if (SubjectHash.of(certificate.getSubjectX500Principal()).equals(hash)) {
                trusted.add(certificate);
                seen.add(realPath(link));
            }
        }
    }

    private void addOther(Path file, Set<Path> seen) {
        if (seen.contains(realPath(file))) {
            return;
        }
        for (X509Certificate certificate : certificates(file)) {
            if (!trusted.contains(certificate)) {
                unlinked.add(new Unlinked(file, certificate));
            }
        }
    }

    /** One dangling link must not take the whole system's trust away. */
    private static List<X509Certificate> certificates(Path file) {
        try {
            return Pem.readCertificates(file);
        } catch (PkiException e) {
            LOGGER.log(Level.DEBUG, "not trusted: {0}", e.getMessage());
            return List.of();
        }
    }

    private static Path realPath(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file;
        }
    }

    List<X509Certificate> trusted() {
        return List.copyOf(trusted);
    }

    /** Tells how to make the certificate trusted that is, or has signed, the given one and lies here unlinked. */
    Optional<String> hintFor(X509Certificate untrusted) {
        return unlinked.stream()
                .filter(candidate -> candidate.certificate().equals(untrusted)
                        || Identity.isSignedBy(untrusted, candidate.certificate()))
                .findFirst()
                .map(this::missingLink);
    }

    private String missingLink(Unlinked found) {
        String hash = SubjectHash.of(found.certificate().getSubjectX500Principal());
        int number = 0;
        while (Files.exists(folder.resolve(hash + "." + number), LinkOption.NOFOLLOW_LINKS)) {
            number++;
        }
        Path link = folder.resolve(hash + "." + number);
        return found.file() + " holds "
                + CertificateSummary.printable(found.certificate().getSubjectX500Principal())
                + " but is not trusted, because the link of its hash is missing; to trust it, run: ln -s "
                + quoted(found.file().getFileName()) + " " + quoted(link);
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
