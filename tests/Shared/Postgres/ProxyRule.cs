namespace Colloquy.Tests.Postgres;

/// <summary>What a proxy does when a message comes.</summary>
internal enum ProxyAction
{
    Pass,
    CutBefore,
    CutAfter,
    Hold,
}

/// <summary>An order that a test gave to a proxy.</summary>
internal sealed class ProxyRule(ProxyAction action, ProxySide side, int number)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProxyAction Action => action;

    /// <summary>Completes when the message has come that the order is about; for a cut, when the connection is cut.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Completes when what was held may pass.</summary>
    public Task Released => _released.Task;

    public bool IsAbout(ProxyMessage message) =>
        message.Side == side && (action == ProxyAction.Hold ? message.Number >= number && !Released.IsCompleted : message.Number == number);

    public void Reach() => _reached.TrySetResult();

    /// <summary>Lets pass what is held, and all that comes.</summary>
    public void Release() => _released.TrySetResult();
}
