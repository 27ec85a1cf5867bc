package dev.gatehouse.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobShellTest {
    @TempDir
    Path folder;

    @Test
    void runsTheCommandThatItReads() throws Exception {
        JobPreamble preamble = new JobPreamble();
        preamble.variable("NAME", bytes("a\nb"));
        preamble.word(bytes("sh"));
        preamble.word(bytes("-c"));
        preamble.word(bytes("printf %s \"$NAME|$1\" > ran"));
        preamble.word(bytes("zero"));
        preamble.word(bytes("h\u00e9 \n"));

        assertThat(exitAfter(preamble.end())).isZero();
        assertThat(folder.resolve("ran")).hasContent("a\nb|h\u00e9 \n");
    }

    @Test
    void runsProgramsAndNoWordOfItsOwn() throws Exception {
        JobPreamble preamble = new JobPreamble();
        preamble.word(bytes("eval"));
        preamble.word(bytes("touch ran"));

        assertThat(exitAfter(preamble.end())).isEqualTo(127);
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void runsNothingWhenItsWorkerDiesBeforeAllIsWritten() throws Exception {
        JobPreamble preamble = new JobPreamble();
        preamble.word(bytes("touch"));
        preamble.word(bytes("ran"));
        String whole = new String(preamble.end(), StandardCharsets.UTF_8);

        for (int length : List.of(0, whole.indexOf("ran"), whole.length() - 2)) {
            assertThat(exitAfter(bytes(whole.substring(0, length)))).isEqualTo(125);
        }
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    private int exitAfter(byte[] input) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder(JobShell.behind(List.of()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(shell.getInputStream().read()).isEqualTo('\n');
        try (OutputStream out = shell.getOutputStream()) {
            out.write(input);
        }
        return shell.waitFor();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
