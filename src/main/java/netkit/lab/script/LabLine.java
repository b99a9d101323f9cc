package netkit.lab.script;

/**
 * A step and where it stands.
 *
 * @param number of the line, counted from 1
 * @param text as it was written
 */
public record LabLine(int number, String text, LabStep step) {}
