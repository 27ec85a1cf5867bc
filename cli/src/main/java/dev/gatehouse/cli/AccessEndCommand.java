package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends somebody's access. */
@Command(
        name = "end",
        description = "Ends all access of a person or a service account at once, and what they have begun within"
                + " seconds.")
final class AccessEndCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "SUBJECT", description = "Its id, or its name.")
    private String subject = "";

    @Option(names = "--dry-run", description = "Says what it would end, and changes nothing.")
    private boolean dryRun;

    AccessEndCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        GatewayClient gateway = settings.gateway();
        String path = DirectoryName.path(settings, "subjects", subject);
        // Before: who ends their own access sees nothing afterwards.
        JsonNode source = source(gateway.get(path));
        JsonNode answer = gateway.post(path + "/end-access?dryRun=" + dryRun, Json.object())
                .orThrow()
                .json();
        if (!output.isText()) {
            settings.world().out().println(output.written(answer));
        } else if (dryRun) {
            settings.world().show("subject    " + answer.path("name").asText());
            answer.path("ends")
                    .properties()
                    .forEach(count -> settings.world()
                            .show("%-10s %s"
                                    .formatted(count.getKey(), count.getValue().asText())));
        } else {
            AccessListCommand.show(settings, List.of(answer));
        }
        if (!dryRun && source.path("type").asText().equals("scim")) {
            settings.world()
                    .say("the SCIM client " + source.path("client").asText() + " provisions "
                            + answer.path("name").asText()
                            + ": end the access at the identity provider, too; its next `active: true` brings it back");
        }
        return ExitCode.DONE.number();
    }

    /** Nothing for those who may not see it. */
    private static JsonNode source(Answer subject) {
        return subject.isSuccess() ? subject.json().path("source") : Json.object();
    }
}
