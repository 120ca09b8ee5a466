using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting;

/// <summary>Sends notifications to one notifier, one after the other. A slow notifier does not delay others.</summary>
internal sealed class NotifierQueue(IApprovalNotifier notifier, ILogger logger)
{
    private readonly Channel<ApprovalNotification> _waiting = Channel.CreateUnbounded<ApprovalNotification>(new UnboundedChannelOptions { SingleReader = true });

    public void Add(ApprovalNotification notification) => _waiting.Writer.TryWrite(notification);

    /// <summary>Sends notifications until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var notification in _waiting.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                await TellAsync(notification, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TellAsync(ApprovalNotification notification, CancellationToken cancellationToken)
    {
        try
        {
            await notifier.NotifyAsync(notification, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            TurnLog.NotifierFailed(logger, e, notifier.GetType().Name, notification.Approval.Id.Value, notification.Session, notification.Kind);
        }
    }
}
