package dev.gatehouse.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where this worker's jobs have their directories: {@code PARENT/gatehouse-jobs-UID/WORKER/}, outside any home, so that
 * a job under another uid gets to its own and to nothing else. Opening it ends and wipes what a killed worker left.
 */
final class JobRoot implements AutoCloseable {
    private final Launcher launcher;
    private final Path shared;
    private final Path own;
    private final Optional<Path> tools;
    private final int owner;

    JobRoot(Launcher launcher, Path parent, Path home, Optional<Path> toolsOfOperator) throws IOException {
        this.launcher = launcher;
        this.owner = ownUid(home);
        this.shared = parent.toRealPath().resolve("gatehouse-jobs-" + owner);
        directory(shared, "rwx--x--x");
        if (!Integer.valueOf(owner).equals(Files.getAttribute(shared, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                || !Files.isDirectory(shared, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(shared + " belongs to somebody else");
        }
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwx--x--x"));
        this.own = shared.resolve(name(home));
        ProcessTable.killJobsBelow(own);
        wipe(own);
        directory(own, "rwx--x--x");
        this.tools = toolsOfOperator.isPresent() ? Optional.of(copy(toolsOfOperator.get())) : Optional.empty();
    }

    /** The uid of the worker itself. */
    int owner() {
        return owner;
    }

    /** Where the locks lie that the workers of one user share. */
    Path shared() {
        return shared;
    }

    Path own() {
        return own;
    }

    /** The operator's tools, as every job may read them. */
    Optional<Path> tools() {
        return tools;
    }

    /** Removes a tree, however deep and whatever its modes; links in it are not followed. */
    void wipe(Path tree) {
        if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            if (owner != 0) {
                launcher.run("chmod", "-R", "u+rwX", tree.toString());
            }
            launcher.run("rm", "-rf", "--one-file-system", tree.toString());
        }
    }

    @Override
    public void close() {
        wipe(own);
    }

    private Path copy(Path from) throws IOException {
        Path to = own.resolve("tools");
        Files.walkFileTree(from, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 32, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                directory(to.resolve(from.relativize(directory)), "rwxr-xr-x");
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file));
                Files.copy(file, target);
                Files.setPosixFilePermissions(
                        target, PosixFilePermissions.fromString(Files.isExecutable(file) ? "r-xr-xr-x" : "r--r--r--"));
                return FileVisitResult.CONTINUE;
            }
        });
        return to;
    }

    private static void directory(Path path, String mode) throws IOException {
        try {
            Files.createDirectory(path);
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw there;
            }
            return;
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static int ownUid(Path home) throws IOException {
        Path probe = Files.createTempFile(home, "uid", null);
        try {
            return (int) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }

    /** The same for every start of one worker, different for two workers. */
    private static String name(Path home) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(home.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException("every Java has SHA-256", failure);
        }
    }
}
