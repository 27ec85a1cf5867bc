package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a worker's access. */
@Command(
        name = "revoke",
        description =
                "Ends a worker's access at once and for ever; what it runs is lost like that of any worker that falls silent.")
final class WorkerRevokeCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "WORKER", description = "Its id or its name.")
    private String worker = "";

    WorkerRevokeCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        new Workers(settings).send(worker, "revoke", output);
        return ExitCode.DONE.number();
    }
}
