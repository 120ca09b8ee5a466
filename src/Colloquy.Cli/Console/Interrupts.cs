using System.Runtime.InteropServices;

namespace Colloquy.Cli;

/// <summary>What Ctrl-C does: the first one cancels the turn that runs, a second one, or one while none runs, leaves.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _leave = new();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _turn;

    /// <summary>Cancelled when the program is to end.</summary>
    public CancellationToken Leave => _leave.Token;

    /// <summary>Begins a turn, which the next signal cancels. The caller disposes what it gets when the turn is over.</summary>
    public CancellationTokenSource BeginTurn()
    {
        lock (_gate)
            return _turn = CancellationTokenSource.CreateLinkedTokenSource(Leave);
    }

    public void EndTurn()
    {
        lock (_gate)
        {
            _turn?.Dispose();
            _turn = null;
        }
    }

    /// <summary>Does what Ctrl-C does.</summary>
    public void Signal()
    {
        CancellationTokenSource toCancel;
        lock (_gate)
            toCancel = _turn is { IsCancellationRequested: false } turn ? turn : _leave;
        toCancel.Cancel();
    }

    /// <summary>Listens to the process's signals until what it returns is disposed.</summary>
    public IDisposable Listen() => new Listener(
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            Signal();
        }),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _leave.Cancel();
        }));

    public void Dispose()
    {
        EndTurn();
        _leave.Dispose();
    }

    private sealed class Listener(params PosixSignalRegistration[] registrations) : IDisposable
    {
        public void Dispose()
        {
            foreach (var registration in registrations)
                registration.Dispose();
        }
    }
}
