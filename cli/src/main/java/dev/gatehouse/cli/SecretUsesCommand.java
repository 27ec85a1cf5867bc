package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows which runs got a secret, and in which version, for whoever has to know after a rotation. */
@Command(
        name = "uses",
        description = "Shows which runs got a secret, and in which version; latest first. No value is shown.")
final class SecretUsesCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "NAMESPACE/NAME")
    private String secret = "";

    @Option(names = "--version", paramLabel = "VERSION", description = "Only those that got this one.")
    private Optional<String> version = Optional.empty();

    SecretUsesCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        String uses = SecretName.of(secret).path() + "/uses";
        var items = settings.gateway()
                .pages(version.map(one -> uses + "?version=" + GatewayClient.path(one))
                        .orElse(uses));
        if (output.isText()) {
            row("EXECUTION", "ATTEMPT", "VERSION", "AT", "FROM");
            items.forEach(this::row);
        } else {
            var answer = Json.object();
            answer.set("items", items);
            settings.world().out().println(output.written(answer));
        }
        return ExitCode.DONE.number();
    }

    private void row(JsonNode use) {
        row(
                use.path("execution").asText(),
                use.path("attempt").asText(),
                use.path("version").asText("-"),
                use.path("at").asText(),
                "%s/%s#%s%s"
                        .formatted(
                                use.path("store").asText(),
                                use.path("path").asText(),
                                use.path("key").asText(),
                                use.has("lease") ? " under " + use.path("lease").asText() : ""));
    }

    private void row(String execution, String attempt, String version, String at, String from) {
        settings.world().show("%-36s  %7s  %-8s  %-27s  %s".formatted(execution, attempt, version, at, from));
    }
}
