using System.Collections.Immutable;

namespace Colloquy.Testing;

/// <summary>Provides what is added to every conversation that starts in this process, whichever test framework runs it.</summary>
public static class ConversationDefaults
{
    private static ImmutableList<IConversationExtensionProvider> s_providers = [];

    /// <summary>Adds an extension to every conversation that starts from now on. A fork has what <see cref="ConversationExtension.Fork"/> returns.</summary>
    /// <param name="provider">Creates the extensions.</param>
    /// <returns>An object that ends this when it is disposed. Conversations that have started keep their extensions.</returns>
    public static IDisposable AddExtensions(IConversationExtensionProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ImmutableInterlocked.Update(ref s_providers, providers => providers.Add(provider));
        return new Added(provider);
    }

    internal static IEnumerable<ConversationExtension> CreateFor(ConversationBuilder builder) => s_providers.Select(provider => provider.CreateExtension(builder)).OfType<ConversationExtension>();

    private sealed class Added(IConversationExtensionProvider provider) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref s_providers, providers => providers.Remove(provider));
    }
}
