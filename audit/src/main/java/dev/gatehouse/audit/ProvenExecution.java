package dev.gatehouse.audit;

/**
 * What a valid receipt proves.
 *
 * @param origin the log's origin, which the pinned key names
 * @param outcome the code of the execution's terminal event
 * @param events how many events the execution has
 * @param treeSize the size of the signed tree they are in
 * @param disclosed how many committed values the receipt shows
 */
public record ProvenExecution(
        String origin, String tenant, String execution, String outcome, int events, long treeSize, int disclosed) {}
