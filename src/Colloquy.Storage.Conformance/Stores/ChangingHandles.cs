namespace Colloquy.Storage.Conformance;

/// <summary>Sends each call to the next of several handles on one storage, as a program on several machines would.</summary>
internal sealed class ChangingHandles(IReadOnlyList<ISessionStore> handles) : DelegatingSessionStore(handles[0])
{
    private int _calls;

    protected override ISessionStore Inner => handles[_calls++ % handles.Count];
}
