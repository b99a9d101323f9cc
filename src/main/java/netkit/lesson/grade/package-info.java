/** Grading: the programs and predictions of a class, judged again without trusting what their folders say. */
package netkit.lesson.grade;
