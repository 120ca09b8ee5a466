namespace Colloquy.Storage.Conformance;

/// <summary>A store whose index is not seen, so that it is searched by reading it.</summary>
internal sealed class WithoutIndex(ISessionStore store) : DelegatingSessionStore(store)
{
    public override object? GetService(Type serviceType) => serviceType == typeof(ISearchIndex) ? null : base.GetService(serviceType);
}
