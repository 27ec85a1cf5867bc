package dev.gatehouse.secrets.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreAnswer.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoresTest {
    private static final StoreAnswer MISSING = new StoreAnswer.Missing(Part.PATH);

    @TempDir
    Path folder;

    @Test
    void aVariableIsTheTenantsWhoseNameItHas() {
        var store = new EnvironmentStore(
                "SECRET_", Map.of("SECRET_ACME__DB_PASSWORD", "correct horse", "SECRET_ACME_EU__DB", "battery staple"));

        assertThat(text(store.read("acme", "DB_PASSWORD"))).isEqualTo("correct horse");
        assertThat(text(store.read("acme-eu", "DB"))).isEqualTo("battery staple");
        assertThat(store.read("globex", "DB_PASSWORD")).isEqualTo(MISSING);
    }

    @Test
    void noPathMakesAVariableOfAnotherTenantsName() {
        var store =
                new EnvironmentStore("", Map.of("A__B__X", "of tenant a--b", "PATH", "/bin", "ACME_EU__DB", "other"));

        assertThat(text(store.read("a--b", "X"))).isEqualTo("of tenant a--b");
        for (var path : new String[] {"B__X", "_X", "X_", "", "x"}) {
            assertThat(store.read("a", path)).isEqualTo(MISSING);
        }
        assertThat(store.read("acme", "EU__DB")).isEqualTo(MISSING);
    }

    @Test
    void aFileInTheTenantsFolderIsReadByteForByte() throws IOException {
        Files.createDirectories(folder.resolve("acme/db"));
        Files.writeString(folder.resolve("acme/db/password"), "correct\nhorse\n");

        assertThat(text(new FolderStore(folder).read("acme", "db/password"))).isEqualTo("correct\nhorse\n");
    }

    @Test
    void nothingOutsideTheTenantsFolderIsRead() throws IOException {
        Files.createDirectories(folder.resolve("acme"));
        Files.createDirectories(folder.resolve("globex"));
        Files.writeString(folder.resolve("globex/db"), "of globex");
        Files.writeString(folder.resolve("top"), "of nobody");
        Files.createSymbolicLink(folder.resolve("acme/link"), folder.resolve("globex/db"));
        Files.createSymbolicLink(folder.resolve("acme/up"), folder);
        var store = new FolderStore(folder);

        for (var path : new String[] {"../globex/db", "link", "up/globex/db", "up/top", "db", "/etc/passwd", ".", ""}) {
            assertThat(store.read("acme", path)).as(path).isEqualTo(MISSING);
        }
        assertThat(store.read("../" + folder.getFileName(), "top")).isEqualTo(MISSING);
        assertThat(text(store.read("globex", "db"))).isEqualTo("of globex");
    }

    private static String text(StoreAnswer answer) {
        try (var found = (StoreAnswer.Found) answer) {
            return found.values().get("value").expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
