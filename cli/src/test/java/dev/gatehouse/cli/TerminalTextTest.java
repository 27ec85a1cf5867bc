package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTextTest {
    private static String shown(String text) throws IOException {
        var terminal = new ByteArrayOutputStream();
        try (var out = new TerminalText(terminal)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return terminal.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsTextAsItIs() throws IOException {
        assertThat(shown("Zürich \u00a0© 東京 🙂\n\tend\n")).isEqualTo("Zürich \u00a0© 東京 🙂\n\tend\n");
    }

    @Test
    void showsNoSequenceThatTheTerminalWouldObey() throws IOException {
        assertThat(shown("INVALID\r\u001b[2Kvalid\u009b2J\u0007\b\u007f")).isEqualTo("INVALID??[2Kvalid?2J???");
    }

    @Test
    void aLineHasNothingInItThatAnyTerminalObeysNorThatBreaksOrTurnsIt() {
        assertThat(TerminalText.line("Zürich \u00a0 東京 🙂 DOMAIN\\ada")).isEqualTo("Zürich \u00a0 東京 🙂 DOMAIN\\ada");
        assertThat(TerminalText.line("a\u001b[2J\nb\tc\u0085\u202ed"))
                .isEqualTo("a\\u001b[2J\\u000ab\\u0009c\\u0085\\u202ed");
    }
}
