namespace Colloquy.Hosting;

/// <summary>Defines what receives notifications of approvals: that a call waits for a person, and what became of it. Applications implement it, to send a message or to update a list.</summary>
public interface IApprovalNotifier
{
    /// <summary>Receives a notification.</summary>
    /// <param name="notification">What happened.</param>
    /// <param name="cancellationToken">Is cancelled when the application stops.</param>
    /// <remarks>
    /// <para>1. Notifications of one session come in order, one at a time. An exception is logged, and other notifiers still receive the notification.</para>
    /// <para>2. Each process with a notifier receives the notifications of all processes. If each message must be sent only once, register the notifier in one process, or store the ids (<see cref="Approval.Id"/>).</para>
    /// <para>3. A process learns at once of calls that its own agents make, and of changes that the store signals to it. It learns of all others at its next check (<see cref="ApprovalNotifierOptions.Interval"/>).</para>
    /// <para>4. A call that was asked and answered between two checks, in other processes, may not be told.</para>
    /// </remarks>
    ValueTask NotifyAsync(ApprovalNotification notification, CancellationToken cancellationToken);
}
