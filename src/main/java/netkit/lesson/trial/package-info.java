/** Trials of {@code netkit compare}, in processes of their own, and what they say about each message. */
package netkit.lesson.trial;
