package dev.gatehouse.gateway.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;

/** A role and its password, which cannot be printed. */
final class DatabaseLogin {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final String role;
    private final String password;

    DatabaseLogin(String role, String password) {
        this.role = role;
        this.password = password;
    }

    /**
     * The login under the names of its properties; nothing where no role is set.
     *
     * @throws DatabaseRefused where the password is set twice or not at all, or lies in a file that others may read
     */
    static Optional<DatabaseLogin> of(Function<String, Optional<String>> settings, String name, String password) {
        return settings.apply(name).map(role -> new DatabaseLogin(role, password(settings, password)));
    }

    private static String password(Function<String, Optional<String>> settings, String name) {
        Optional<String> given = settings.apply(name);
        Optional<Path> file = settings.apply(name + "-file").map(Path::of);
        if (given.isPresent() == file.isPresent()) {
            throw new DatabaseRefused("set either " + name + " or " + name + "-file");
        }
        return given.or(() -> file.map(path -> read(name + "-file", path))).orElseThrow();
    }

    private static String read(String property, Path file) {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new DatabaseRefused(property + ": others than its owner may read " + file + ": chmod 0600");
            }
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new DatabaseRefused(property + ": " + file + " cannot be read: " + failure.getMessage());
        }
    }

    String role() {
        return role;
    }

    String password() {
        return password;
    }

    /** What the driver takes. */
    Properties properties() {
        var properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("ApplicationName", "gatehouse");
        return properties;
    }

    @Override
    public String toString() {
        return "DatabaseLogin[" + role + "]";
    }
}
