using Colloquy.Testing.Running;
using Xunit.v3;

namespace Colloquy.Testing;

/// <summary>Adds extensions to all conversations of a test assembly, such as a cassette for each or what records the run for a report.</summary>
/// <param name="provider">A type that implements <see cref="IConversationExtensionProvider"/> and has a public constructor without parameters. One object is created before the first test. It is disposed after the last, when it implements <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ConversationExtensionsAttribute(Type provider) : Attribute, IAssemblyFixtureAttribute
{
    /// <summary>Gets the type that creates the extensions.</summary>
    public Type Provider { get; } = provider;

    /// <inheritdoc/>
    Type IAssemblyFixtureAttribute.AssemblyFixtureType => typeof(ConversationExtensionsFixture<>).MakeGenericType(Provider);
}
