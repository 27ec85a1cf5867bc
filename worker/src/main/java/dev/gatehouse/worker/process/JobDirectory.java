package dev.gatehouse.worker.process;

import dev.gatehouse.worker.FileLaunch;
import dev.gatehouse.worker.IdentityLaunch;
import dev.gatehouse.worker.Launch;
import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.Protocol;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One attempt's own directory: its files and working directory, its temporary directory, and its outputs.
 *
 * <p>Files that are renewed lie beside it, in a folder that only the worker writes: in the job's own, the job could have the
 * worker follow a link anywhere. The job finds links to them in its own.
 */
final class JobDirectory implements AutoCloseable {
    private final JobRoot root;
    private final Path path;
    private final OptionalInt uid;
    private final Map<String, Path> renewed = new LinkedHashMap<>();

    JobDirectory(JobRoot root, Launch launch, OptionalInt uid, SecretJoin secrets) throws IOException {
        this.root = root;
        this.uid = uid;
        this.path = root.own().resolve(safe(launch.execution()) + "-" + launch.fence());
        root.wipe(path);
        root.wipe(beside());
        try {
            make(path);
            make(work());
            make(temporary());
            own(Files.createFile(
                    outputs(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
            if (root.tools().isPresent()) {
                Files.createSymbolicLink(work().resolve("tools"), root.tools().get());
            }
            for (Map.Entry<String, FileLaunch> file : launch.process().files().entrySet()) {
                write(file.getKey(), file.getValue(), secrets);
            }
            for (IdentityLaunch token : launch.process().identity()) {
                String file = token.file();
                if (file != null) {
                    link(
                            file,
                            secrets.join(new Part.Joined(
                                    List.of(new Part.SecretPart(IdentityLaunch.secretName(token.audience()))))));
                }
            }
        } catch (IOException | LaunchRefused failure) {
            close();
            throw failure;
        }
    }

    Path work() {
        return path.resolve("work");
    }

    Path temporary() {
        return path.resolve("tmp");
    }

    Path outputs() {
        return path.resolve("outputs.json");
    }

    Path path() {
        return path;
    }

    /** The uid that must own what the job wrote. */
    int owner() {
        return uid.orElse(root.owner());
    }

    @Override
    public void close() {
        root.wipe(path);
        root.wipe(beside());
    }

    /** Only the worker writes here, and the job's own group reads. */
    private Path beside() {
        return path.resolveSibling(path.getFileName() + ".renewed");
    }

    /** Has a renewed file hold this from now on; whoever reads it meanwhile reads the whole of the one or of the other. */
    void renew(String name, byte[] content) throws IOException {
        Path target = renewed.get(name);
        if (target == null) {
            throw new LaunchRefused("a file that is not renewed");
        }
        Path next = target.resolveSibling(target.getFileName() + ".next");
        Files.deleteIfExists(next);
        try (OutputStream out = Files.newOutputStream(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r-----"));
            lend(next);
            out.write(content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
        Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void link(String name, byte[] content) throws IOException {
        if (renewed.isEmpty()) {
            Files.createDirectory(
                    beside(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            lend(beside());
            // Said once more, for the worker's umask leaves its group nothing.
            Files.setPosixFilePermissions(beside(), PosixFilePermissions.fromString("rwxr-x---"));
        }
        Path link = place(name);
        renewed.put(name, beside().resolve(Integer.toString(renewed.size())));
        renew(name, content);
        Files.createSymbolicLink(link, renewed.get(name));
    }

    /** The job may read it and change nothing: it is neither the owner nor does its group write. */
    private void lend(Path made) throws IOException {
        if (uid.isPresent()) {
            Files.setAttribute(made, "unix:gid", uid.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Where a file of that name lies, in folders that are there. */
    private Path place(String name) throws IOException {
        Path target = inside(name);
        for (Path folder = work(); !folder.equals(target.getParent()); ) {
            folder = folder.resolve(target.subpath(folder.getNameCount(), folder.getNameCount() + 1));
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                make(folder);
            }
        }
        return target;
    }

    private void write(String name, FileLaunch file, SecretJoin secrets) throws IOException {
        Path target = place(name);
        Part.Joined text = file.text();
        byte[] bytes = text != null ? secrets.join(text) : decoded(file.bytes());
        try (OutputStream out =
                Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
            out.write(bytes);
        }
        Arrays.fill(bytes, (byte) 0);
        own(target);
    }

    private Path inside(String name) {
        try {
            Path relative = Path.of(name);
            if (!relative.isAbsolute()
                    && !name.isEmpty()
                    && relative.equals(relative.normalize())
                    && !relative.startsWith("..")
                    && !relative.startsWith("tools")) {
                return work().resolve(relative);
            }
        } catch (InvalidPathException malformed) {
            throw new LaunchRefused("a file whose name is none");
        }
        throw new LaunchRefused("a file outside the attempt's own directory");
    }

    private void make(Path folder) throws IOException {
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        own(folder);
    }

    private void own(Path made) throws IOException {
        if (uid.isPresent()) {
            Files.setAttribute(made, "unix:gid", uid.getAsInt(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(made, "unix:uid", uid.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static byte[] decoded(@Nullable String bytes) {
        if (bytes == null) {
            throw new LaunchRefused("a file without content");
        }
        try {
            return Protocol.decode(bytes);
        } catch (IllegalArgumentException malformed) {
            throw new LaunchRefused("a file that is not base64url");
        }
    }

    private static String safe(String execution) {
        if (!execution.matches("[0-9a-f-]{36}")) {
            throw new LaunchRefused("an execution id that is none");
        }
        return execution;
    }
}
