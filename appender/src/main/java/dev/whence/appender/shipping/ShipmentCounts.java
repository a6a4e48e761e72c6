package dev.whence.appender.shipping;

/**
 * What became of all records so far. Every record is in exactly one of the last four: {@code logged + recovered =
 * delivered + rejected + dropped + waiting}.
 *
 * @param logged records taken from the application
 * @param recovered records found in the spool at start, left there by an earlier process
 * @param delivered records the server has acknowledged
 * @param rejected records the server has refused for good
 * @param dropped records given up because memory and spool were full, or because the application ended without a spool
 * @param waiting records in memory, on their way, or in the spool
 */
public record ShipmentCounts(long logged, long recovered, long delivered, long rejected, long dropped, long waiting) {
    /** Records that no one will see: rejected and dropped. */
    public long lost() {
        return rejected + dropped;
    }
}
