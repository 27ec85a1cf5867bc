package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerRecoverCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Path token = Path.of("");
    private Path request = Path.of("");

    @BeforeEach
    void aHomeWithAnOldToken() throws IOException {
        token = folder.resolve(".gatehouse/tokens/demo.token");
        request = folder.resolve(".gatehouse/recovery/demo");
        Files.createDirectories(token.getParent());
        Files.writeString(token, "old");
    }

    private CommandRun recover(String... more) {
        String[] arguments = new String[4 + more.length];
        System.arraycopy(new String[] {"owner", "recover", "--tenant", "demo"}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return CommandRun.of(folder, arguments);
    }

    /** What a gateway does with the request. */
    private Thread gateway(String answer) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (!Files.deleteIfExists(request)) {
                    LockSupport.parkNanos(1_000_000);
                }
                if (!answer.isEmpty()) {
                    Files.writeString(token, answer);
                }
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    @Test
    void asksTheGatewayAndSaysWhereTheNewTokenIs() throws Exception {
        Thread gateway = gateway("new");

        var run = recover();

        gateway.join();
        assertThat(run.exit()).isZero();
        assertThat(run.out().strip()).isEqualTo(token.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(request.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void withoutAGatewayTheRequestWaitsForItsStart() {
        var run = recover("--wait", "PT0.2S");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains("the next start");
        assertThat(request).exists();
    }

    @Test
    void saysThatTheGatewayCouldNot() throws Exception {
        Thread gateway = gateway("");

        var run = recover("--wait", "PT1S");

        gateway.join();
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).contains("its log says why");
    }

    @Test
    void isForWhoeverRunsTheGateway() {
        var run = recover("--home", "elsewhere");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("whoever runs the gateway of this home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../demo", "a/b", "", "Demo", "a.b"})
    void takesTheNamesOfTenantsOnly(String tenant) {
        var run = CommandRun.of(folder, "owner", "recover", "--tenant", tenant);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(folder.resolve(".gatehouse/recovery")).doesNotExist();
    }
}
