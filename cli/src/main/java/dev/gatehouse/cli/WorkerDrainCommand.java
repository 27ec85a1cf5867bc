package dev.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends a worker away when it has finished. */
@Command(name = "drain", description = "Has a worker take nothing new, finish what it runs, and end.")
final class WorkerDrainCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "WORKER", description = "Its id or its name.")
    private String worker = "";

    WorkerDrainCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        new Workers(settings).send(worker, "drain", output);
        return ExitCode.DONE.number();
    }
}
