package dev.gatehouse.gateway.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs of the binaries artifact, unpacked once into a home. */
final class PostgresBinaries {
    private static final String ARCHIVE = "postgres-linux-x86_64.txz";

    private final Path root;

    private PostgresBinaries(Path root) {
        this.root = root;
    }

    /** The programs below {@code home/postgres}; a folder that an interrupted start left half full is made anew. */
    static PostgresBinaries unpackedIn(Path home) throws IOException {
        Path root = home.resolve("postgres");
        if (!Files.isDirectory(root)) {
            Path unfinished = home.resolve("postgres.unpacking");
            delete(unfinished);
            unpack(unfinished);
            Files.move(unfinished, root, StandardCopyOption.ATOMIC_MOVE);
        }
        return new PostgresBinaries(root);
    }

    /** The path of one program: {@code initdb}, {@code pg_ctl} or {@code postgres}. */
    String program(String name) {
        return root.resolve("bin").resolve(name).toString();
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void unpack(Path target) throws IOException {
        try (InputStream packed = PostgresBinaries.class.getClassLoader().getResourceAsStream(ARCHIVE)) {
            if (packed == null) {
                throw new IOException(
                        "the PostgreSQL binaries for this platform are not on the class path: " + ARCHIVE);
            }
            var archive = new TarArchiveInputStream(new XZInputStream(packed));
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                place(archive, entry, target);
            }
        }
    }

    private static void place(TarArchiveInputStream archive, TarArchiveEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new FileSystemException(entry.getName(), null, "leaves the folder it is unpacked into");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(archive, path);
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
