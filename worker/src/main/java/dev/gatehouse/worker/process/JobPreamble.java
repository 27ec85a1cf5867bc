package dev.gatehouse.worker.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What {@link JobShell} reads before the job's own input: a line {@code NAME LINES} before the value of each variable, a
 * line {@code - LINES} before each word of the command, and a line with a dot at the end.
 *
 * <p>Words travel as bytes because a Java program passes arguments in the encoding of its locale, and in the locale
 * {@code C} that turns every other letter than an English one into a question mark.
 */
final class JobPreamble {
    private static final String WORD = "-";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Takes the value and wipes it. */
    void variable(String name, byte[] value) {
        add(name, value);
    }

    /** Takes the next word of the command and wipes it. */
    void word(byte[] value) {
        add(WORD, value);
    }

    byte[] end() {
        out.writeBytes(".\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private void add(String name, byte[] value) {
        int lines = 1;
        for (byte symbol : value) {
            if (symbol == 0) {
                throw new LaunchRefused("a zero byte in the command or an environment variable");
            }
            lines += symbol == '\n' ? 1 : 0;
        }
        out.writeBytes((name + " " + lines + "\n").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(value);
        out.write('\n');
        Arrays.fill(value, (byte) 0);
    }
}
