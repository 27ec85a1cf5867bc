package dev.gatehouse.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values as other programs print them, as far as this machine has them; coreutils and a shell it has. */
class RedactorToolsTest {
    private static final List<List<String>> TOOLS = List.of(
            List.of("base64"),
            List.of("base64", "-w", "64"),
            List.of("od", "-An", "-v", "-tx1"),
            List.of("xxd", "-p"),
            List.of("xxd", "-p", "-u", "-c", "7"),
            List.of("bash", "-c", "IFS= read -r -d '' value; printf %q \"$value\""),
            List.of("bash", "-c", "export LC_ALL=C; IFS= read -r -d '' value; printf %q \"$value\""),
            List.of("bash", "-c", "IFS= read -r -d '' value; printf %s \"${value@Q}\""),
            List.of("bash", "-c", "IFS= read -r -d '' value; declare -p value"),
            List.of("bash", "-c", "IFS= read -r -d '' value; set -x; : \"$value\""),
            List.of("openssl", "base64"),
            List.of(
                    "curl",
                    "-s",
                    "-G",
                    "--connect-timeout",
                    "1",
                    "-w",
                    "%{url_effective}",
                    "-o",
                    "/dev/null",
                    "--data-urlencode",
                    "value@-",
                    "http://127.0.0.1:1/"),
            python("import json; print(json.dumps(value))"),
            python("import json; print(json.dumps(value, ensure_ascii=False))"),
            python("import shlex; print(shlex.quote(value))"),
            python("import urllib.parse as u; print(u.quote(value), u.quote_plus(value, safe='/'))"),
            python("import base64; print(base64.urlsafe_b64encode(b'x' + value.encode()).decode())"),
            python("print(repr(value), repr(value.encode()))"),
            python("print(ascii(value), [value])"),
            python("print(value.encode().hex(':'), value.encode().hex(' ', 2))"),
            python("import textwrap; print('\\n'.join(value[i:i + 20] for i in range(0, len(value), 20)))"),
            node("console.log(JSON.stringify({value}), encodeURIComponent(value), encodeURI(value))"),
            node("console.log([value])"),
            node("console.log(new URLSearchParams({value}).toString())"),
            List.of("jq", "-Rsr", "., @sh, @uri, @base64, @json"),
            List.of("perl", "-0777", "-ne", "print quotemeta"));

    private static final List<String> VALUES = List.of(
            "pa55 w0rd/with?some&reserved=characters",
            "it's \"quoted\" $HOME `back` \\ slash! ~",
            "Gr\u00fc\u00dfe-\u5bc6\u7801-\uD83D\uDE00-end",
            "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n+AASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END KEY-----",
            "Passw\u00f6rt-Gr\u00f6\u00dfe\u00a0-\u00d1and\u00fa-7",
            "tab\tand \u0001 control \u001b[0m");

    private static List<String> python(String program) {
        return List.of(
                "python3",
                "-c",
                "import sys; sys.stdout.reconfigure(encoding='utf-8'); value = sys.stdin.buffer.read().decode(); "
                        + program);
    }

    private static List<String> node(String program) {
        return List.of("node", "-e", "const value = require('fs').readFileSync(0, 'utf8'); " + program);
    }

    static Stream<List<String>> tools() {
        return TOOLS.stream().filter(tool -> isThere(tool.getFirst()));
    }

    @ParameterizedTest
    @MethodSource("tools")
    void findsWhatOtherProgramsWrite(List<String> tool) throws IOException, InterruptedException {
        for (String value : VALUES) {
            byte[] output = output(tool, value);
            String printed = new String(output, UTF_8);
            Redactor redactor = Redactor.of(List.of(SecretValue.copyOf(value.getBytes(UTF_8))));

            String redacted = new String(redactor.redact(output), ISO_8859_1);

            int times = redacted.split("\\*\\*\\*", -1).length - 1;
            assertThat(times)
                    .as("%s prints %s, redacted %s", tool, printed, redacted)
                    .isPositive();
            assertThat(redacted.length() - 3 * times)
                    .as("%s prints %s, redacted %s", tool, printed, redacted)
                    .isLessThan(60);
        }
    }

    @Test
    void theShellAndCoreutilsAreThere() {
        assertThat(tools().map(List::getFirst)).contains("base64", "od", "bash");
    }

    private static byte[] output(List<String> tool, String value) throws IOException, InterruptedException {
        Path input = Files.createTempFile("gatehouse-redactor", ".txt");
        try {
            Files.writeString(input, value);
            ProcessBuilder builder =
                    new ProcessBuilder(tool).redirectErrorStream(true).redirectInput(input.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            byte[] printed = process.getInputStream().readAllBytes();
            process.waitFor();
            return printed;
        } finally {
            Files.delete(input);
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
