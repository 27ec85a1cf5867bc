package dev.gatehouse.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a declared secret its value, from standard input only: never from an argument, which others can see. */
@Command(
        name = "put",
        description = "Gives a declared secret its value from standard input. One line break at the end is left out.")
final class SecretPutCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "NAMESPACE/NAME")
    private String secret = "";

    @Option(names = "--raw", description = "Keeps a line break at the end.")
    private boolean raw;

    SecretPutCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        SecretName name = SecretName.of(secret);
        byte[] value = read();
        try {
            settings.gateway().put(name.path() + "/value", value).orThrow();
        } finally {
            Arrays.fill(value, (byte) 0);
        }
        if (output.isText()) {
            settings.world().say("written   Secret " + secret);
        } else {
            var written = Json.object().put("kind", "Secret").put("namespace", name.namespace());
            settings.world()
                    .out()
                    .println(output.written(written.put("name", name.name()).put("change", "written")));
        }
        return ExitCode.DONE.number();
    }

    private byte[] read() {
        try {
            byte[] read = settings.world().in().readAllBytes();
            int end = read.length;
            if (!raw && end > 0 && read[end - 1] == '\n') {
                end -= end > 1 && read[end - 2] == '\r' ? 2 : 1;
            }
            byte[] value = Arrays.copyOf(read, end);
            Arrays.fill(read, (byte) 0);
            return value;
        } catch (IOException e) {
            throw CommandFailure.usage("cannot read the value from standard input");
        }
    }
}
