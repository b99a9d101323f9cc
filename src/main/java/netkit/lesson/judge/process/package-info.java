/** What the system tells of a program that runs, and what the program prints. */
package netkit.lesson.judge.process;
