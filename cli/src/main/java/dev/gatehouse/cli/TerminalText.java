package dev.gatehouse.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a person's terminal is sent: without control characters but line breaks and tabs, so that a job's log, a problem
 * or a forged receipt cannot move its cursor, rewrite what was shown or speak to the terminal itself. C1 controls are
 * left out in their UTF-8 form; each leaves a question mark.
 */
final class TerminalText extends FilterOutputStream {
    private static final int FIRST_BYTE_OF_C1 = 0xc2;
    private static final Pattern SPEAKS =
            Pattern.compile("[\\p{Cc}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]");

    private boolean pending;

    TerminalText(OutputStream terminal) {
        super(terminal);
    }

    /**
     * The text as one line: its control characters, and those that break lines or turn the direction of what follows, are
     * shown as the escapes of JSON, wherever the line goes. Nobody's name is two rows of a table, or reads as another's.
     */
    static String line(String text) {
        return SPEAKS.matcher(text)
                .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
    }

    /** The stream of this process, cleaned where it ends at a terminal; files and pipes get every byte as it is. */
    static OutputStream orBytes(int descriptor, OutputStream stream) {
        return endsAtTerminal(Path.of("/proc/self/fd", Integer.toString(descriptor)))
                ? new TerminalText(stream)
                : stream;
    }

    private static boolean endsAtTerminal(Path descriptor) {
        try {
            Path end = Files.readSymbolicLink(descriptor);
            return end.startsWith("/dev/pts") || end.toString().startsWith("/dev/tty") || end.endsWith("console");
        } catch (IOException unknown) {
            return false;
        }
    }

    @Override
    public void write(int symbol) throws IOException {
        int value = symbol & 0xff;
        if (pending) {
            pending = false;
            if (value >= 0x80 && value < 0xa0) {
                out.write('?');
                return;
            }
            out.write(FIRST_BYTE_OF_C1);
        }
        if (value == FIRST_BYTE_OF_C1) {
            pending = true;
        } else if ((value < ' ' && value != '\n' && value != '\t') || value == 0x7f) {
            out.write('?');
        } else {
            out.write(value);
        }
    }
}
