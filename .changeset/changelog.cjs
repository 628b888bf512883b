// How changesets become lines of a changelog: the text itself, and one line for all new versions of dependencies.
module.exports = {
  async getReleaseLine({ summary }) {
    return `- ${summary.trim().replaceAll('\n', '\n  ')}`;
  },

  async getDependencyReleaseLine(_changesets, dependencies) {
    if (dependencies.length === 0) return '';
    return `- Uses ${dependencies.map(({ name, newVersion }) => `${name} ${newVersion}`).join(', ')}.`;
  },
};
