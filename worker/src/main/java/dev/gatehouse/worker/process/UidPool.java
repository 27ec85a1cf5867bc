package dev.gatehouse.worker.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The uids under which jobs run, one for each slot, held against other workers of the machine by locked files. A lock
 * goes with the process that holds it, however that ends.
 */
final class UidPool implements AutoCloseable {
    private final List<FileChannel> locks = new ArrayList<>();
    private final BlockingQueue<Integer> free;

    UidPool(Path locksIn, int first, int slots) throws IOException {
        free = new ArrayBlockingQueue<>(slots);
        Files.createDirectories(locksIn);
        for (int uid = first; free.remainingCapacity() > 0; uid++) {
            if (hold(locksIn.resolve(uid + ".lock"))) {
                ProcessTable.killUid(uid);
                free.add(uid);
            }
        }
    }

    int take() {
        Integer uid = free.poll();
        if (uid == null) {
            throw new IllegalStateException("more attempts at once than slots");
        }
        return uid;
    }

    void giveBack(int uid) {
        ProcessTable.killUid(uid);
        free.add(uid);
    }

    private boolean hold(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                locks.add(channel);
                return true;
            }
        } catch (OverlappingFileLockException heldHere) {
            // Another worker of this very process has it.
        }
        channel.close();
        return false;
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : locks) {
            channel.close();
        }
    }
}
