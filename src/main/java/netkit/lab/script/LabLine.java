package netkit.lab.script;

/**
 * A step and its position in the source.
 *
 * @param number of the line, counted from 1; 0 for a command-line option
 * @param text of the line as written
 */
public record LabLine(int number, String text, LabStep step) {}
