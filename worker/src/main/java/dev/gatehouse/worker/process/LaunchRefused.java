package dev.gatehouse.worker.process;

/** A launch that cannot be carried out as it is written. The message never holds a value. */
final class LaunchRefused extends RuntimeException {
    LaunchRefused(String message) {
        super(message);
    }
}
