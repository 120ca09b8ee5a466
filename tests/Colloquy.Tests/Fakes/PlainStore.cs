namespace Colloquy.Tests;

/// <summary>A store that has no optional part of the port.</summary>
public sealed class PlainStore(ISessionStore inner) : DelegatingSessionStore(inner)
{
    public override object? GetService(Type serviceType) => serviceType == typeof(ISessionStore) ? this : null;
}
