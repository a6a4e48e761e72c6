package dev.whence.analyzer;

/** A step of a pipeline: an operation (a span's name) of a service; either may be empty where records lack it. */
public record Place(String service, String stage) {
    /** The name to use in a sentence: the stage, or the service where there is no stage. */
    public String label() {
        return stage.isEmpty() ? service.isEmpty() ? "the pipeline" : service : stage;
    }
}
