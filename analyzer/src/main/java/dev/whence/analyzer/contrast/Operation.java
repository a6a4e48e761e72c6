package dev.whence.analyzer.contrast;

/**
 * An operation of a service, or a pair of operations of two services of which one calls the other: then what lies between
 * their spans is meant.
 */
record Operation(String caller, String service, String callerStage, String stage) {
    boolean isGap() {
        return !caller.equals(service);
    }
}
